{#
    The agreement pattern that each pair reached.

    Returns a relation body, one row per pair: left_key, right_key, agreement_pattern
    (bigint, see match_comparisons), household_log_frequency and random_log_frequency
    (double, natural logarithms of the frequencies of the values agreed on, as far as
    relatives and as far as strangers agree on them by chance).

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
    {{ rounded(_log_frequencies(comparisons, 'household_frequency', 'random'), 4) }} as household_log_frequency,
    {{ rounded(_log_frequencies(comparisons, 'frequency'), 4) }} as random_log_frequency
from levelled
{%- endmacro %}
