{#
    The letters a to z of a lower-case text, in order.

    Returns a SQL expression, text; NULL stays NULL, a text without any becomes ''.
#}
{% macro letters_of(text) -%}
    {{ regexp_replace_all(text, "'[^a-z]'", "''") }}
{%- endmacro %}
