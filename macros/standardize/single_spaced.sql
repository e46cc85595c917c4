{#
    A text with every run of white space as one space, and none around it.

    Returns a SQL expression, text; NULL stays NULL, blank is NULL.
#}
{% macro single_spaced(text) -%}
    nullif(
        trim({{ regexp_replace_all(
            "translate(" ~ text ~ ", chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(160), '      ')",
            "' +'", "' '"
        ) }}), ''
    )
{%- endmacro %}
