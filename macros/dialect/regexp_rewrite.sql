{#
    Every match of a regular expression rewritten by a template that may name groups.

    Returns a SQL expression, text; NULL when any argument is NULL. The pattern and the
    template may be columns. A template names a group as $1, which is Java's way; DuckDB
    and PostgreSQL read it with a backslash instead.
#}
{% macro regexp_rewrite(text, pattern, template) -%}
    {{ return(adapter.dispatch('regexp_rewrite', 'kindred')(text, pattern, template)) }}
{%- endmacro %}

{% macro default__regexp_rewrite(text, pattern, template) -%}
    {{ exceptions.raise_compiler_error("regexp_rewrite: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__regexp_rewrite(text, pattern, template) -%}
    regexp_replace({{ text }}, {{ pattern }}, replace({{ template }}, '$', '\'), 'g')
{%- endmacro %}

{% macro postgres__regexp_rewrite(text, pattern, template) -%}
    regexp_replace({{ text }}, {{ pattern }}, replace({{ template }}, '$', '\'), 'g')
{%- endmacro %}

{% macro spark__regexp_rewrite(text, pattern, template) -%}
    regexp_replace({{ text }}, {{ pattern }}, {{ template }})
{%- endmacro %}
