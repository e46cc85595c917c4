{#
    What one group of a regular expression matched, at its first match in a text.

    Returns a SQL expression, text; NULL when the text is NULL, when nothing matches, and
    when the group took no part or matched nothing. Patterns keep to what RE2, PostgreSQL
    and Java agree on (see regexp_replace_all), greedy quantifiers only.
#}
{% macro regexp_group(text, pattern, group) -%}
    {{ return(adapter.dispatch('regexp_group', 'kindred')(text, pattern, group)) }}
{%- endmacro %}

{% macro default__regexp_group(text, pattern, group) -%}
    {{ exceptions.raise_compiler_error("regexp_group: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__regexp_group(text, pattern, group) -%}
    nullif(regexp_extract({{ text }}, {{ pattern }}, {{ group }}), '')
{%- endmacro %}

{% macro postgres__regexp_group(text, pattern, group) -%}
    nullif((regexp_match({{ text }}, {{ pattern }}))[{{ group }}], '')
{%- endmacro %}

{% macro spark__regexp_group(text, pattern, group) -%}
    nullif(regexp_extract({{ text }}, {{ pattern }}, {{ group }}), '')
{%- endmacro %}
