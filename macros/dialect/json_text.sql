{#
    One value of a JSON text, by the names that lead to it from the outermost object.

    Returns a SQL expression, text: a text without its quotes, numbers and true or false as
    they are written. NULL for NULL, for JSON's null, where a name is not there, and for a
    text that is not JSON from its first character to its last, so that half a line or a
    web page is not read by halves. Objects and lists are spelt differently by the engines:
    ask for what is inside them. path is a list of names, letters, digits and _ only.

    Spark's get_json_object and DuckDB's extraction differ in what they do with a text that
    is no JSON, hence the check before it; DuckDB lets a comma end a list or an object, which
    is looked for outside of texts; Spark passes over what follows the first value,
    unless it stands in a list. PostgreSQL tells without an error since version
    16; the check stands inside the cast there, since constants are cast before any case.
#}
{% macro json_text(document, path) -%}
    {%- for name in path if not modules.re.match('^[A-Za-z_][A-Za-z0-9_]*$', name) -%}
        {{ exceptions.raise_compiler_error(
            "json_text: path has '" ~ name ~ "'; letters, digits and _, a letter first."
        ) }}
    {%- endfor -%}
    {{ return(adapter.dispatch('json_text', 'kindred')(document, path)) }}
{%- endmacro %}

{% macro default__json_text(document, path) -%}
    {{ exceptions.raise_compiler_error("json_text: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__json_text(document, path) -%}
    case
            when
                json_valid({{ document }})
                and not regexp_matches(
                    regexp_replace({{ document }}, '"(\\.|[^"\\])*"', '""', 'g'),
                    ',\s*[]}]'
                )
                then json_extract_string({{ document }}, '$.{{ path | join('.') }}')
        end
{%- endmacro %}

{% macro postgres__json_text(document, path) -%}
    (
            cast(
                case when pg_input_is_valid({{ document }}, 'jsonb') then {{ document }} end
                as jsonb
            ) #>> '{{ '{' ~ path | join(',') ~ '}' }}'
        )
{%- endmacro %}

{% macro spark__json_text(document, path) -%}
    case
            when
                try_parse_json({{ document }}) is not null
                and json_array_length('[' || {{ document }} || ']') = 1
                then get_json_object({{ document }}, '$.{{ path | join('.') }}')
        end
{%- endmacro %}
