{#
    Finished when no edge joins two representatives.
#}
{% macro contraction_progress(rounds, settings) -%}
select
    count(*) = 0 as is_finished,
    count(*) as remaining
from {{ rounds[-1] }}
where left_next_key <> right_next_key
{%- endmacro %}
