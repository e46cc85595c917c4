{#
    One round of following ids to where they end, twice as far as the round before.

    Returns a relation body: <group>, next_<group>, one row per pair; a step of the
    materialization iterated, whose settings name the group (customer_id without them). Who
    is nobody's <group> has not ended in another and is the end of the way. A way never
    comes back: whoever takes a group over ends later.
#}
{% macro following_step(rounds, settings) -%}
{%- set group = settings.get('group', 'customer_id') -%}
select distinct
    here.{{ group }},
    coalesce(there.next_{{ group }}, here.next_{{ group }}) as next_{{ group }}
from {{ rounds[-1] }} as here
left join {{ rounds[-1] }} as there
    on here.next_{{ group }} = there.{{ group }}
{%- endmacro %}
