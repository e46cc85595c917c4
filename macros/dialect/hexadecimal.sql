{#
    An integer that is not negative in hexadecimal digits.

    Returns a SQL expression, text without leading zeros; its case differs by engine.
#}
{% macro hexadecimal(number) -%}
    {{ return(adapter.dispatch('hexadecimal', 'kindred')(number)) }}
{%- endmacro %}

{% macro default__hexadecimal(number) -%}
    {{ exceptions.raise_compiler_error("hexadecimal: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__hexadecimal(number) -%}
    hex({{ number }})
{%- endmacro %}

{% macro postgres__hexadecimal(number) -%}
    to_hex({{ number }})
{%- endmacro %}

{% macro spark__hexadecimal(number) -%}
    hex({{ number }})
{%- endmacro %}
