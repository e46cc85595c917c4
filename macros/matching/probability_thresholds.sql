{#
    The thresholds at which quality is told: twenty, from 0.00 to 0.95 in steps of 0.05.

    Returns a relation body: place (integer, 0 to 19: millionths of a probability divided by
    50,000, the last place taking 1 too) and threshold (double).
#}
{% macro probability_thresholds() -%}
{%- for place in range(20) %}
select
    {{ place }} as place,
    cast({{ '%.2f' % (place / 20) }} as {{ type_double() }}) as threshold
{{- '\nunion all' if not loop.last }}
{%- endfor %}
{%- endmacro %}
