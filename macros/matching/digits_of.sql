{#
    The digits of a text, in order.

    Returns a SQL expression, text; NULL stays NULL, a text without any becomes ''.
#}
{% macro digits_of(text) -%}
    {{ regexp_replace_all(text, "'[^0-9]'", "''") }}
{%- endmacro %}
