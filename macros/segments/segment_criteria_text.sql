{#
    The criteria of a segment as one reads them.

    Returns plain text, like order_count at least 2, days_since_last_order at least 365.
#}
{% macro segment_criteria_text(criteria) -%}
    {%- set sentences = [] -%}
    {%- for measure, bounds in criteria.items() -%}
        {%- for bound, number in bounds.items() -%}
            {%- do sentences.append(measure ~ ' ' ~ bound | replace('_', ' ') ~ ' ' ~ number) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(sentences | join(', ')) }}
{%- endmacro %}
