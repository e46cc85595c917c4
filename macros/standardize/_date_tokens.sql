{#
    The three tokens of a date as one text, so that one regular expression sees its shape.

    Returns a SQL expression over the columns first_token, second_token, third_token, text.
#}
{% macro _date_tokens() -%}
    first_token || ' ' || second_token || ' ' || third_token
{%- endmacro %}
