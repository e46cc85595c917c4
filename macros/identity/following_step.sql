{#
    One round of following customer_ids to where they end, twice as far as the round before.

    Returns a relation body: customer_id, next_customer_id, one row per pair; a step of the
    materialization iterated. Who is nobody's customer_id has not ended in another and is
    the end of the way. A way never comes back: whoever takes a customer over ends later.
#}
{% macro following_step(rounds, settings) -%}
select distinct
    here.customer_id,
    coalesce(there.next_customer_id, here.next_customer_id) as next_customer_id
from {{ rounds[-1] }} as here
left join {{ rounds[-1] }} as there
    on here.next_customer_id = there.customer_id
{%- endmacro %}
