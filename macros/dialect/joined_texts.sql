{#
    Aggregate: the texts of a group in the order of their bytes, one after the other.

    Returns a SQL expression, text; NULLs are passed over, and a group without a text gives
    NULL on DuckDB and PostgreSQL and an empty text on Spark.
#}
{% macro joined_texts(text) -%}
    {{ return(adapter.dispatch('joined_texts', 'kindred')(text)) }}
{%- endmacro %}

{% macro default__joined_texts(text) -%}
    {{ exceptions.raise_compiler_error("joined_texts: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__joined_texts(text) -%}
    string_agg({{ text }}, '' order by {{ text }})
{%- endmacro %}

{% macro postgres__joined_texts(text) -%}
    string_agg({{ text }}, '' order by ({{ text }}) collate "C")
{%- endmacro %}

{% macro spark__joined_texts(text) -%}
    array_join(sort_array(collect_list({{ text }})), '')
{%- endmacro %}
