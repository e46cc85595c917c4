{#
    Finished when every arc has come to the end of the walk.
#}
{% macro walk_progress(rounds, settings) -%}
select
    count(*) = 0 as is_finished,
    count(*) as remaining
from {{ rounds[-1] }}
where next_key is not null
{%- endmacro %}
