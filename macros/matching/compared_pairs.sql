{#
    The agreement pattern that each pair reached.

    Returns a relation body, one row per pair: left_key, right_key, agreement_pattern
    (bigint, see match_comparisons), household_log_frequency and random_log_frequency
    (double, natural logarithms of the frequencies of the values agreed on, as far as
    relatives and as far as strangers agree on them by chance; the former is 0 where the
    weights are declared, which knows no relatives).

    pairs and records name relations: left_key, right_key; int_records_prepared.
#}
{% macro compared_pairs(pairs, records) -%}
{%- set comparisons = match_comparisons() -%}
with {{ _levelled_pairs(pairs, records, comparisons) }}

select
    left_key,
    right_key,
{%- for comparison in comparisons %}
    {{ '+ ' if not loop.first }}cast({{ comparison.name }}_level + 1 as bigint) * {{ comparison.stride }}
{%- endfor %}
        as agreement_pattern,
{%- if weights_are_declared() %}
    cast(0 as {{ type_double() }}) as household_log_frequency,
{%- else %}
    {{ rounded(_log_frequencies(comparisons, 'household_frequency', 'random'), 9) }} as household_log_frequency,
{%- endif %}
    {{ rounded(_log_frequencies(comparisons, 'frequency'), 9) }} as random_log_frequency
from levelled
{%- endmacro %}
