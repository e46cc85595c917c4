{#
    An agreement pattern as a sentence: 'given_name exact, birth_date one_edit, …', the
    comparisons that could be made in the order of the var comparisons.

    Returns a SQL expression, text; NULL for a NULL pattern.
#}
{% macro agreement_in_words(pattern='agreement_pattern') -%}
    substr(
{%- for comparison in match_comparisons() %}
        {{ '|| ' if not loop.first }}case {{ pattern_level(comparison, pattern) }}
{%- for level in comparison.levels %}
            when {{ level.number }} then ', {{ comparison.name }} {{ level.name }}'
{%- endfor %}
            when -1 then ''
        end
{%- endfor %},
        3
    )
{%- endmacro %}
