{#
    Finished when no cluster has merged.
#}
{% macro linkage_progress(rounds, settings) -%}
select
    count(*) = 0 as is_finished,
    count(*) as remaining
from {{ rounds[-1] }}
where left_key <> left_next_key
{%- endmacro %}
