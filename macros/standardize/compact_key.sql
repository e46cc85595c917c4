{#
    A code (a loyalty or national id) as upper-case letters and digits without separators.

    Returns a SQL expression, text; NULL stays NULL, and a text without letters or digits
    is NULL.
#}
{% macro compact_key(text) -%}
    nullif(upper(replace({{ key_text(text) }}, ' ', '')), '')
{%- endmacro %}
