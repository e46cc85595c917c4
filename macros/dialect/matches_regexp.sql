{#
    Whether a regular expression matches anywhere in a text.

    Returns a SQL expression, boolean; NULL when the text is NULL. Patterns keep to what
    RE2, PostgreSQL and Java agree on (see regexp_replace_all).
#}
{% macro matches_regexp(text, pattern) -%}
    {{ return(adapter.dispatch('matches_regexp', 'kindred')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches_regexp(text, pattern) -%}
    {{ exceptions.raise_compiler_error("matches_regexp: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__matches_regexp(text, pattern) -%}
    regexp_matches({{ text }}, {{ pattern }})
{%- endmacro %}

{% macro postgres__matches_regexp(text, pattern) -%}
    ({{ text }} ~ {{ pattern }})
{%- endmacro %}

{% macro spark__matches_regexp(text, pattern) -%}
    ({{ text }} rlike {{ pattern }})
{%- endmacro %}
