{#
    The level that a comparison has in an agreement pattern.

    Returns a SQL expression, bigint: -1 where the comparison could not be made, else the
    level's number. comparison is an element of match_comparisons().
#}
{% macro pattern_level(comparison, pattern='agreement_pattern') -%}
    ({{ integer_divide(pattern, comparison.stride) }} % {{ comparison.radix }} - 1)
{%- endmacro %}
