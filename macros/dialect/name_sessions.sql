{#
    Gives the table of the claim a column for the session of the build that has it.

    Returns a SQL statement for on-run-start, or nothing where a build is not known by its
    session: DuckDB's file belongs to one process; Spark tells nobody who else is there.
#}
{% macro name_sessions(claims) -%}
    {{ return(adapter.dispatch('name_sessions', 'kindred')(claims)) }}
{%- endmacro %}

{% macro default__name_sessions(claims) -%}
{%- endmacro %}

{#- alter table waits for every model that is being built, also where it has nothing to do -#}
{% macro postgres__name_sessions(claims) -%}
    do $there$
    begin
        if not exists (
            select 1
            from pg_attribute
            where attrelid = '{{ claims }}'::regclass and attname = 'session_name'
        ) then
            alter table {{ claims }} add column if not exists session_name text;
        end if;
    end
    $there$
{%- endmacro %}
