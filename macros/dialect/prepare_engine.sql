{#
    Makes the engine able to run the models, before any of them does.

    Runs a statement; returns nothing. PostgreSQL has levenshtein in the extension
    fuzzystrmatch, which the owner of a database may create (it is a trusted extension);
    a user who may not is told so by PostgreSQL. DuckDB and Spark have it built in.
#}
{% macro prepare_engine() -%}
    {{ return(adapter.dispatch('prepare_engine', 'kindred')()) }}
{%- endmacro %}

{% macro default__prepare_engine() -%}
{%- endmacro %}

{% macro postgres__prepare_engine() -%}
    {%- if execute -%}
        {%- set found = run_query("select 1 from pg_extension where extname = 'fuzzystrmatch'") -%}
        {%- if found.rows | length == 0 -%}
            {%- do run_query('create extension if not exists fuzzystrmatch') -%}
            {%- do adapter.commit() if adapter.commit is defined -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
