{#
    Every match of a regular expression replaced.

    Returns a SQL expression, text; NULL when any argument is NULL.
    Patterns must stay inside what RE2, PostgreSQL ARE and Java agree on: classes written
    out ([0-9], [[:space:]] is not Java), no look-around, no back-reference, no \d or \w.
    Without the 'g' flag DuckDB and PostgreSQL replace the first match only.
#}
{% macro regexp_replace_all(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('regexp_replace_all', 'kindred')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro default__regexp_replace_all(text, pattern, replacement) -%}
    {{ exceptions.raise_compiler_error("regexp_replace_all: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__regexp_replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, {{ pattern }}, {{ replacement }}, 'g')
{%- endmacro %}

{% macro postgres__regexp_replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, {{ pattern }}, {{ replacement }}, 'g')
{%- endmacro %}

{% macro spark__regexp_replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, {{ pattern }}, {{ replacement }})
{%- endmacro %}
