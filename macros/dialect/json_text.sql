{#
    One value of a JSON document, by the names that lead to it from the outermost object.

    Returns a SQL expression, text: a text without its quotes, numbers and true or false as
    they are written. NULL for NULL, for JSON's null, and where a name is not there. Objects
    and lists are spelt differently by the engines: ask for what is inside them. document is
    what json_document gives. path is a list of names, letters, digits and _ only.
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
    json_extract_string({{ document }}, '$.{{ path | join('.') }}')
{%- endmacro %}

{% macro postgres__json_text(document, path) -%}
    ({{ document }} #>> '{{ '{' ~ path | join(',') ~ '}' }}')
{%- endmacro %}

{% macro spark__json_text(document, path) -%}
    get_json_object({{ document }}, '$.{{ path | join('.') }}')
{%- endmacro %}
