{#
    The value of one record that a comparison stands on, to be read beside the other one's.

    Returns a SQL expression, text; NULL where the record has none and for a comparison
    that shows no column (evidence_columns). comparison is a SQL expression, record the
    alias of a relation like int_evidence_shown.
#}
{% macro shown_value(comparison, record) -%}
    case {{ comparison }}
{%- for declared in match_comparisons() if declared.shows is not none %}
        when '{{ declared.name }}' then {{ record }}.{{ declared.shows }}
{%- endfor %}
    end
{%- endmacro %}
