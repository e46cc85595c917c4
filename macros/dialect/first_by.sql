{#
    Aggregate: the value of the row that comes first by an ordering expression.

    Returns a SQL expression of the value's type. Rows whose value or ordering expression
    is NULL are passed over. Between rows that tie, any may win.
#}
{% macro first_by(value, order_by) -%}
    {{ return(adapter.dispatch('first_by', 'kindred')(value, order_by)) }}
{%- endmacro %}

{% macro default__first_by(value, order_by) -%}
    {{ exceptions.raise_compiler_error("first_by: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__first_by(value, order_by) -%}
    arg_min({{ value }}, {{ order_by }})
{%- endmacro %}

{% macro postgres__first_by(value, order_by) -%}
    (array_agg({{ value }} order by {{ order_by }}) filter (
        where ({{ value }}) is not null and ({{ order_by }}) is not null
    ))[1]
{%- endmacro %}

{% macro spark__first_by(value, order_by) -%}
    min_by({{ value }}, {{ order_by }})
{%- endmacro %}
