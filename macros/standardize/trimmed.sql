{#
    A raw value as text, without white space around it; blank becomes NULL.

    Returns a SQL expression, text. White space is the space, the tab, both line ends and
    the no-break space. Staging calls it once for every text column, so that no later model
    meets an empty string.
#}
{% macro trimmed(value) -%}
    nullif(
            trim(
                both (' ' || chr(9) || chr(10) || chr(13) || chr(160))
                from cast({{ value }} as {{ dbt.type_string() }})
            ), ''
        )
{%- endmacro %}
