{#
    Whether a customer meets every criterion of a segment.

    Returns a SQL expression, boolean, over the measures; a measure that is NULL meets
    nothing.
#}
{% macro segment_predicate(criteria) -%}
    {%- set operators = {'at_least': '>=', 'at_most': '<='} -%}
    {%- set tests = [] -%}
    {%- for measure, bounds in criteria.items() -%}
        {%- for bound, number in bounds.items() -%}
            {%- do tests.append(measure ~ ' ' ~ operators[bound] ~ ' ' ~ number) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ tests | join(' and ') }}
{%- endmacro %}
