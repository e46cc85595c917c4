{#
    A JSON text, checked once for all the values that json_text reads out of it.

    Returns a SQL expression: text, on PostgreSQL jsonb. NULL for NULL, and for a text that
    is not JSON from its first character to its last, so that half a line or a web page is
    not read by halves. It stands in a CTE of its own, ended by computed_once(), since the
    check costs more than the reading.

    Spark's get_json_object and DuckDB's extraction differ in what they do with a text that
    is no JSON, hence the check before it; DuckDB lets a comma end a list or an object, which
    is looked for outside of texts, where there is one at all; Spark passes over what follows
    the first value, unless it stands in a list. PostgreSQL tells without an error since
    version 16; the check stands inside the cast there, since constants are cast before any
    case.
#}
{% macro json_document(document) -%}
    {{ return(adapter.dispatch('json_document', 'kindred')(document)) }}
{%- endmacro %}

{% macro default__json_document(document) -%}
    {{ exceptions.raise_compiler_error("json_document: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__json_document(document) -%}
    case
            when not json_valid({{ document }}) then null
            when
                regexp_matches({{ document }}, ',\s*[]}]')
                and regexp_matches(
                    regexp_replace({{ document }}, '"(\\.|[^"\\])*"', '""', 'g'),
                    ',\s*[]}]'
                )
                then null
            else {{ document }}
        end
{%- endmacro %}

{% macro postgres__json_document(document) -%}
    cast(
            case when pg_input_is_valid({{ document }}, 'jsonb') then {{ document }} end
            as jsonb
        )
{%- endmacro %}

{% macro spark__json_document(document) -%}
    case
            when
                try_parse_json({{ document }}) is not null
                and json_array_length('[' || {{ document }} || ']') = 1
                then {{ document }}
        end
{%- endmacro %}
