{#
    The name of the 64-bit floating-point type.

    Returns SQL text. dbt's own type_float is 32 bits wide on DuckDB and Spark.
#}
{% macro type_double() -%}
    {{ return(adapter.dispatch('type_double', 'kindred')()) }}
{%- endmacro %}

{% macro default__type_double() -%}
    double
{%- endmacro %}

{% macro postgres__type_double() -%}
    double precision
{%- endmacro %}
