{#
    A text in which every e-mail address reads [e-mail] and every number of seven digits or
    more (a phone, a card, an account, also a date or an order) reads [number].

    Returns a SQL expression, text; NULL stays NULL.
#}
{% macro masked_text(text) -%}
    {{ regexp_replace_all(
        regexp_replace_all(text, "'[^ <>()\n]+@[^ <>()\n]+[.][^ <>()\n]+'", "'[e-mail]'"),
        "'[+]?[0-9]([ ()/.-]{0,3}[0-9]){6,}'", "'[number]'"
    ) }}
{%- endmacro %}
