{#
    Text that sorts and compares by its bytes, whatever the collation of the database.

    Returns a SQL expression, text; NULL stays NULL. PostgreSQL needs a collation;
    DuckDB and Spark compare bytes already. The order of UTF-8 bytes is the order of
    code points on all three.
#}
{% macro bytewise(text) -%}
    {{ return(adapter.dispatch('bytewise', 'kindred')(text)) }}
{%- endmacro %}

{% macro default__bytewise(text) -%}
    {{ exceptions.raise_compiler_error("bytewise: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__bytewise(text) -%}
    {{ text }}
{%- endmacro %}

{% macro postgres__bytewise(text) -%}
    (({{ text }}) collate "C")
{%- endmacro %}

{% macro spark__bytewise(text) -%}
    {{ text }}
{%- endmacro %}
