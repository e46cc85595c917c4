{#
    The letters a to z of a lower-case text, in order.

    Returns a SQL expression, text; NULL stays NULL, a text without any becomes ''.
#}
{% macro letters_of(text) -%}
    translate({{ text }}, '0123456789._-+''', '')
{%- endmacro %}
