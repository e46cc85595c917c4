{#
    A share in whole percent, as people read it: 0.846 is '85 %'.

    Returns a SQL expression, text; NULL stays NULL.
#}
{% macro percent_text(share) -%}
    cast(cast({{ rounded('(' ~ share ~ ') * 100', 0) }} as {{ dbt.type_bigint() }}) as {{ dbt.type_string() }}) || ' %'
{%- endmacro %}
