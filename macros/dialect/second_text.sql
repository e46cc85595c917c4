{#
    A timestamp as text to the second, YYYY-MM-DD HH:MM:SS, the same on every engine.

    Returns a SQL expression, text; NULL stays NULL. How a cast writes a timestamp differs
    by engine and session.
#}
{% macro second_text(moment) -%}
    {{ return(adapter.dispatch('second_text', 'kindred')(moment)) }}
{%- endmacro %}

{% macro default__second_text(moment) -%}
    {{ exceptions.raise_compiler_error("second_text: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__second_text(moment) -%}
    strftime({{ moment }}, '%Y-%m-%d %H:%M:%S')
{%- endmacro %}

{% macro postgres__second_text(moment) -%}
    to_char({{ moment }}, 'YYYY-MM-DD HH24:MI:SS')
{%- endmacro %}

{% macro spark__second_text(moment) -%}
    date_format({{ moment }}, 'yyyy-MM-dd HH:mm:ss')
{%- endmacro %}
