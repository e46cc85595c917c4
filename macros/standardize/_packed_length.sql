{#
    The length of a text as the packed lists of seeds hold numbers: ',10,'.

    Returns a SQL expression, text; NULL stays NULL.
#}
{% macro _packed_length(text) -%}
    ',' || cast(length({{ text }}) as {{ dbt.type_string() }}) || ','
{%- endmacro %}
