{#
    Whether a scored pair had nothing to compare, or nothing that tells: evidence of less
    than a bit, for a pair that would not be merged by itself. Linkage leaves it out.

    Returns a SQL expression, boolean; NULL for a pair that was not scored. Arguments are
    SQL expressions: a match probability, a match weight in bits.
#}
{% macro tells_nothing(match_probability, match_weight) -%}
    ({{ match_probability }} < {{ var('merge_threshold') }} and abs({{ match_weight }}) < 1)
{%- endmacro %}
