{#
    Ends a CTE that others name more than once and that takes long to work out; keeps Spark
    from working it out each time.

    Returns a SQL clause or nothing. DuckDB and PostgreSQL keep the rows of a CTE that is
    named twice. Spark pastes it wherever it is named, unless it may give other rows each
    time: then it shares one shuffle of them (InlineCTE and ReplaceCTERefWithRepartition of
    Catalyst). Rows dealt out at random to the partitions are the same rows.
#}
{% macro read_often() -%}
    {{ return(adapter.dispatch('read_often', 'kindred')()) }}
{%- endmacro %}

{% macro default__read_often() -%}
    {{ exceptions.raise_compiler_error("read_often: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__read_often() -%}
{%- endmacro %}

{% macro postgres__read_often() -%}
{%- endmacro %}

{% macro spark__read_often() -%}
    distribute by rand()
{%- endmacro %}
