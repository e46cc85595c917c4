{#
    The moment that a column of a source's raw table holds.

    Returns a SQL expression, timestamp in UTC, as raw_timestamp does, and the same moments:
    NULL for NULL, and for what is no moment of the years 1900 to 2099. Where the landed
    column is a timestamp or a date already, it is not read by way of its text, which costs a
    hundred times as much. column_name may have the name of a CTE and a dot before it. While
    dbt parses and over a unit test's input it is raw_timestamp.
#}
{% macro landed_timestamp(source_name, table_name, column_name) -%}
    {%- set type = _landed_type(source_name, table_name, column_name.split('.')[-1]) -%}
    {%- set plain = [
        'date', 'timestamp', 'timestamp without time zone', 'timestamp_us', 'timestamp_ntz',
    ] -%}
    {%- if type in plain -%}
        {{ _plausible_moment('cast(' ~ column_name ~ ' as ' ~ dbt.type_timestamp() ~ ')') }}
    {%- elif type == 'timestamp with time zone' -%}
        {#- a type that DuckDB and PostgreSQL have, and one function for it -#}
        {{ _plausible_moment("timezone('UTC', " ~ column_name ~ ')') }}
    {%- else -%}
        {{ raw_timestamp(column_name) }}
    {%- endif -%}
{%- endmacro %}

{# The moment, where its year is one in which somebody may have done something. #}
{% macro _plausible_moment(moment) -%}
        case
            when
                {{ moment }} >= cast('1900-01-01' as {{ dbt.type_timestamp() }})
                and {{ moment }} < cast('2100-01-01' as {{ dbt.type_timestamp() }})
                then {{ moment }}
        end
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
