{#
    Whether an engine rewrites a part of a table, with its log, in one transaction.

    Returns a Jinja boolean. Spark has no transactions over several tables: a killed run
    would leave a table that its log does not know.
#}
{% macro can_patch() -%}
    {{ return(adapter.dispatch('can_patch', 'kindred')()) }}
{%- endmacro %}

{% macro default__can_patch() -%}
    {{ return(false) }}
{%- endmacro %}

{% macro duckdb__can_patch() -%}
    {{ return(true) }}
{%- endmacro %}

{% macro postgres__can_patch() -%}
    {{ return(true) }}
{%- endmacro %}
