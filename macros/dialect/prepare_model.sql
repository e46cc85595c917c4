{#
    Makes a connection fit for the one model that it is about to build.

    Returns a SQL statement for a pre-hook, or nothing. PostgreSQL guesses the rows of a CTE
    that keeps the first of each group as a handful, and joins such CTEs by nested loops,
    which takes minutes for what a hash join does in a second. Tables here have no indexes,
    so that a nested loop is never the better way to join on equal values. There the session
    also says whose it is (claim_build), and ends with the process that opened it even in
    the middle of a statement, where the server can tell (from PostgreSQL 14 on).
#}
{% macro prepare_model() -%}
    {{ return(adapter.dispatch('prepare_model', 'kindred')()) }}
{%- endmacro %}

{% macro default__prepare_model() -%}
{%- endmacro %}

{% macro postgres__prepare_model() -%}
    set enable_nestloop = off;
    set application_name = '{{ _build_session() }}';
    do $there$
    begin
        perform set_config('client_connection_check_interval', '1000', false);
    exception when others then
        null;
    end
    $there$
{%- endmacro %}
