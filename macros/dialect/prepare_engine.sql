{#
    Makes the engine able to run the models, before any of them does.

    Returns a SQL statement for on-run-start, or nothing. PostgreSQL has levenshtein in the extension
    fuzzystrmatch, which the owner of a database may create (it is a trusted extension);
    a user who may not is told so by PostgreSQL. DuckDB and Spark have it built in.
#}
{% macro prepare_engine() -%}
    {{ return(adapter.dispatch('prepare_engine', 'kindred')()) }}
{%- endmacro %}

{% macro default__prepare_engine() -%}
{%- endmacro %}

{% macro postgres__prepare_engine() -%}
    create extension if not exists fuzzystrmatch
{%- endmacro %}
