{#
    Keeps others from changing a table until the transaction of this connection ends.

    Runs a statement where an engine has such a lock; returns nothing. DuckDB's file belongs
    to one process; Spark has no locks.
#}
{% macro hold_rows(relation) -%}
    {{ return(adapter.dispatch('hold_rows', 'kindred')(relation)) }}
{%- endmacro %}

{% macro default__hold_rows(relation) -%}
{%- endmacro %}

{% macro postgres__hold_rows(relation) -%}
    {%- do run_query('lock table ' ~ relation ~ ' in share mode') -%}
{%- endmacro %}
