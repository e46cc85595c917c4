{#
    Makes a connection fit for the one model that it is about to build.

    Returns a SQL statement for a pre-hook, or nothing. PostgreSQL guesses the rows of a CTE
    that keeps the first of each group as a handful, and joins such CTEs by nested loops,
    which takes minutes for what a hash join does in a second. Tables here have no indexes,
    so that a nested loop is never the better way to join on equal values.
#}
{% macro prepare_model() -%}
    {{ return(adapter.dispatch('prepare_model', 'kindred')()) }}
{%- endmacro %}

{% macro default__prepare_model() -%}
{%- endmacro %}

{% macro postgres__prepare_model() -%}
    set enable_nestloop = off
{%- endmacro %}
