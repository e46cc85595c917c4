{#
    The letters a to z of a lower-case text, in order; and its digits.

    Returns a SQL expression, text; NULL stays NULL, a text without any becomes ''.
#}
{% macro letters_of(text) -%}
    translate({{ text }}, '0123456789._-+''', '')
{%- endmacro %}

{% macro digits_of(text) -%}
    translate({{ text }}, 'abcdefghijklmnopqrstuvwxyz._-+''', '')
{%- endmacro %}
