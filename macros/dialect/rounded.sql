{#
    A double rounded half away from zero to a number of decimals.

    Returns a SQL expression, double; NULL stays NULL. Sums of doubles differ in their last
    bits with the order of the rows; rounding them is what makes results the same for any
    thread count and engine. PostgreSQL rounds numerics only.
#}
{% macro rounded(expression, decimals) -%}
    {{ return(adapter.dispatch('rounded', 'kindred')(expression, decimals)) }}
{%- endmacro %}

{% macro default__rounded(expression, decimals) -%}
    {{ exceptions.raise_compiler_error("rounded: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__rounded(expression, decimals) -%}
    round({{ expression }}, {{ decimals }})
{%- endmacro %}

{% macro postgres__rounded(expression, decimals) -%}
    cast(round(cast({{ expression }} as numeric), {{ decimals }}) as double precision)
{%- endmacro %}

{% macro spark__rounded(expression, decimals) -%}
    round({{ expression }}, {{ decimals }})
{%- endmacro %}
