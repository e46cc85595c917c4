{#
    Finished when nobody's next customer goes on to another.
#}
{% macro following_progress(rounds, settings) -%}
select
    count(*) = 0 as is_finished,
    count(*) as remaining
from {{ rounds[-1] }} as here
inner join {{ rounds[-1] }} as there
    on here.next_customer_id = there.customer_id
{%- endmacro %}
