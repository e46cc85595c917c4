{#
    Ends a CTE whose computed columns are used more than once later on.

    Returns a SQL clause, or nothing. PostgreSQL pastes the expressions of a CTE that is read
    once into every place that uses its columns; in a chain of CTEs the text doubles at
    each step until the planner runs out of memory. An offset of none keeps it from that.
    DuckDB and Spark compute such columns once by themselves.
#}
{% macro computed_once() -%}
    {{ return(adapter.dispatch('computed_once', 'kindred')()) }}
{%- endmacro %}

{% macro default__computed_once() -%}
    {{ exceptions.raise_compiler_error("computed_once: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__computed_once() -%}
{%- endmacro %}

{% macro postgres__computed_once() -%}
    offset 0
{%- endmacro %}

{% macro spark__computed_once() -%}
{%- endmacro %}
