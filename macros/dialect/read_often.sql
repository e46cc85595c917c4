{#
    Ends a CTE that others name more than once and that takes long to work out; keeps Spark
    from working it out each time.

    Returns a SQL clause or nothing. key is a SQL expression over what the CTE reads, which
    Spark deals its rows out by. DuckDB and PostgreSQL keep the rows of a CTE that is named
    twice. Spark pastes it wherever it is named, unless it may give other rows each time:
    then it shares a shuffle of them (InlineCTE and ReplaceCTERefWithRepartition of
    Catalyst). So the key is read under a condition on a random number that always holds:
    a task that is run again deals its rows out as before.
#}
{% macro read_often(key) -%}
    {{ return(adapter.dispatch('read_often', 'kindred')(key)) }}
{%- endmacro %}

{% macro default__read_often(key) -%}
    {{ exceptions.raise_compiler_error("read_often: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__read_often(key) -%}
{%- endmacro %}

{% macro postgres__read_often(key) -%}
{%- endmacro %}

{% macro spark__read_often(key) -%}
    distribute by case when rand() >= 0 then {{ key }} end
{%- endmacro %}
