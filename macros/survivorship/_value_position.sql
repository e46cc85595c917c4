{# The position of a record's value: that of its record, then the value's number in it. #}
{% macro _value_position(strategies, value_number) -%}
    ({{ survivorship_position(strategies) }} - 1) * {{ max_contact_values() }}
            + {{ value_number }}
{%- endmacro %}
