{#
    The column that says which of a customer's records speaks first for a value: the one
    of the most trusted source where the rule puts source_priority before most_recent,
    else the newest.

    Returns the name of a column of int_attribute_values_extracted's records; its numbers
    are unique within a customer.
#}
{% macro survivorship_position(strategies) -%}
    {% set tests = strategies | select('in', ['source_priority', 'most_recent']) | list %}
    {{ return('trusted_position' if tests[:1] == ['source_priority'] else 'newest_position') }}
{%- endmacro %}
