{#
    A moment as text, whatever type a loader gave its column: a timestamp with a time zone
    says its offset from UTC, one without says none, text stays as it is.

    Returns a SQL expression, text; NULL stays NULL. The offset makes the session's time
    zone of no account. PostgreSQL writes dates as its DateStyle wants them everywhere but
    in JSON. Spark never writes an offset: what it reads and writes is in the session's
    zone, which profiles.yml sets to UTC.
#}
{% macro moment_text(value) -%}
    {{ return(adapter.dispatch('moment_text', 'kindred')(value)) }}
{%- endmacro %}

{% macro default__moment_text(value) -%}
    {{ exceptions.raise_compiler_error("moment_text: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__moment_text(value) -%}
    cast({{ value }} as varchar)
{%- endmacro %}

{% macro postgres__moment_text(value) -%}
    (to_jsonb({{ value }}) #>> '{}')
{%- endmacro %}

{% macro spark__moment_text(value) -%}
    cast({{ value }} as string)
{%- endmacro %}
