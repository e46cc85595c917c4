{#
    Finished when the shares have settled, or after the rounds that were asked for.
#}
{% macro training_progress(rounds, settings) -%}
select
    max(round_number) >= {{ var('training_rounds') }} or max(largest_change) < 0.0001
        as is_finished,
    {{ var('training_rounds') }} - max(round_number) as remaining
from {{ rounds[-1] }}
{%- endmacro %}
