{#
    Tells the planner what a freshly written table holds.

    Runs a statement; returns nothing. PostgreSQL plans a join of a new table blindly until
    it is analysed; DuckDB and Spark know their tables' sizes.
#}
{% macro analyze_table(relation) -%}
    {{ return(adapter.dispatch('analyze_table', 'kindred')(relation)) }}
{%- endmacro %}

{% macro default__analyze_table(relation) -%}
{%- endmacro %}

{% macro postgres__analyze_table(relation) -%}
    {%- if execute -%}
        {%- do run_query('analyze ' ~ relation) -%}
    {%- endif -%}
{%- endmacro %}
