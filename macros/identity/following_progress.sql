{#
    Finished when nobody's next group goes on to another; see following_step.
#}
{% macro following_progress(rounds, settings) -%}
{%- set group = settings.get('group', 'customer_id') -%}
select
    count(*) = 0 as is_finished,
    count(*) as remaining
from {{ rounds[-1] }} as here
inner join {{ rounds[-1] }} as there
    on here.next_{{ group }} = there.{{ group }}
{%- endmacro %}
