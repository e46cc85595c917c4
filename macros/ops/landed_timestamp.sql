{#
    The moment that a column of a source's raw table holds, for tables of millions of rows.

    Returns a SQL expression, timestamp in UTC, as raw_timestamp does, and the same moments:
    NULL for NULL, and for what is no moment of the years 1000 to 9999. Where the landed
    column is a timestamp already, it is not read by way of its text, which costs a hundred
    times as much. While dbt parses and over a unit test's input it is raw_timestamp.
#}
{% macro landed_timestamp(source_name, table_name, column_name) -%}
    {%- set type = _landed_type(source_name, table_name, column_name) -%}
    {%- set plain = ['timestamp', 'timestamp without time zone', 'timestamp_us', 'timestamp_ntz'] -%}
    {%- if type in plain -%}
        {%- set moment = "cast(" ~ column_name ~ " as " ~ dbt.type_timestamp() ~ ")" -%}
        case
            when
                {{ moment }} >= cast('1000-01-01' as {{ dbt.type_timestamp() }})
                and {{ moment }} < cast('9999-12-31' as {{ dbt.type_timestamp() }})
                then {{ moment }}
        end
    {%- else -%}
        {{ raw_timestamp(column_name) }}
    {%- endif -%}
{%- endmacro %}

{# The type of a column of a raw table in lower case; none where nothing can be asked. #}
{% macro _landed_type(source_name, table_name, column_name) -%}
    {% set relation = raw_table(source_name, table_name) %}
    {% if execute and not relation.is_cte %}
        {% set existing = adapter.get_relation(
            database=relation.database, schema=relation.schema, identifier=relation.identifier
        ) %}
        {% if existing is not none %}
            {% for column in adapter.get_columns_in_relation(existing)
                if column.name | lower == column_name | lower %}
                {{ return(column.dtype | lower) }}
            {% endfor %}
        {% endif %}
    {% endif %}
    {{ return(none) }}
{%- endmacro %}
