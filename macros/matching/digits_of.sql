{#
    The digits of a lower-case text, in order.

    Returns a SQL expression, text; NULL stays NULL, a text without any becomes ''.
#}
{% macro digits_of(text) -%}
    translate({{ text }}, 'abcdefghijklmnopqrstuvwxyz._-+''', '')
{%- endmacro %}
