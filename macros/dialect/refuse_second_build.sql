{#
    Raises when the claim is that of another build, which is alive, or could not be taken
    since another session holds its table (take_claim).

    Returns nothing. Where the claim is taken in any case, there is nobody to refuse.
#}
{% macro refuse_second_build(claims) -%}
    {{ return(adapter.dispatch('refuse_second_build', 'kindred')(claims)) }}
{%- endmacro %}

{% macro default__refuse_second_build(claims) -%}
{%- endmacro %}

{% macro postgres__refuse_second_build(claims) -%}
    {#- the session that says a build is there is not the one that works: with the first one
        alone ended, the build would go on -#}
    {%- set names -%}
        (claimed.session_name, 'kindred ' || claimed.build_id)
    {%- endset -%}
    {#- where the role may not see from where a session comes, place is NULL -#}
    {%- set found = run_query(
        'select claimed.claimed_at, claimed.session_name, claimed.build_id, '
        ~ "string_agg(cast(there.pid as text), ', ' order by there.pid) as processes, "
        ~ 'min(host(there.client_addr)) as place from ' ~ claims ~ ' as claimed '
        ~ 'left join pg_stat_activity as there on there.application_name in ' ~ names
        ~ " where claimed.build_id <> '" ~ invocation_id
        ~ "' group by claimed.claimed_at, claimed.session_name, claimed.build_id"
    ) -%}
    {%- for row in found.rows -%}
        {%- set sessions = [row[1], 'kindred ' ~ row[2]] | reject('none') | unique | list -%}
        {{ exceptions.raise_compiler_error(
            'Another build of the schema ' ~ target.schema ~ ', which began at ' ~ row[0]
            ~ " UTC, is at work (sessions '" ~ sessions | join("' and '") ~ "'"
            ~ (', processes of PostgreSQL: ' ~ row[3] if row[3])
            ~ (', from ' ~ row[4] if row[4]) ~ '). '
            ~ 'Nothing was built. Let it end, and build again. To take its place, end its '
            ~ 'process, or its sessions from the server: select pg_terminate_backend(pid) from '
            ~ "pg_stat_activity where application_name in ('" ~ sessions | join("', '") ~ "')"
        ) }}
    {%- endfor -%}
    {%- set own = run_query(
        'select 1 from ' ~ claims ~ " where build_id = '" ~ invocation_id ~ "'"
    ) -%}
    {%- if not own.rows -%}
        {{ exceptions.raise_compiler_error(
            'Another session holds ' ~ claims ~ ', so that this build could not claim the schema '
            ~ target.schema ~ '. Nothing was built. Let it end, and build again. To end it from '
            ~ 'the server: select pg_terminate_backend(pid) from pg_locks where granted and '
            ~ "relation = '" ~ claims ~ "'::regclass"
        ) }}
    {%- endif -%}
{%- endmacro %}
