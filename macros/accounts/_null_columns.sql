{#
    What a kind of account record does not have, as columns of NULL: a list for a select.

    columns maps names to SQL types, or is a list of names of texts.
#}
{% macro _null_columns(columns) -%}
    {%- set typed = columns if columns is mapping else {} -%}
    {%- for name in columns -%}
        {{ ',\n' if not loop.first -}}
        cast(null as {{ typed.get(name, dbt.type_string()) }}) as {{ name }}
    {%- endfor -%}
{%- endmacro %}
