{#
    Statements that leave a table with the rows of a query and no others.

    Returns SQL for on-run-start. Spark's plain tables cannot delete: they are overwritten.
#}
{% macro replace_rows(relation, rows) -%}
    {{ return(adapter.dispatch('replace_rows', 'kindred')(relation, rows)) }}
{%- endmacro %}

{% macro default__replace_rows(relation, rows) -%}
    delete from {{ relation }};
    insert into {{ relation }} {{ rows }}
{%- endmacro %}

{% macro spark__replace_rows(relation, rows) -%}
    insert overwrite table {{ relation }} {{ rows }}
{%- endmacro %}
