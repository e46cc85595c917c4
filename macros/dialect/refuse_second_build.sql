{#
    Raises when the claim is that of another build, which is alive (take_claim).

    Returns nothing. Where the claim is taken in any case, there is nobody to refuse.
#}
{% macro refuse_second_build(claims) -%}
    {{ return(adapter.dispatch('refuse_second_build', 'kindred')(claims)) }}
{%- endmacro %}

{% macro default__refuse_second_build(claims) -%}
{%- endmacro %}

{% macro postgres__refuse_second_build(claims) -%}
    {%- set found = run_query(
        'select claimed.claimed_at, claimed.session_name, min(there.pid) as pid, '
        ~ "coalesce(min(host(there.client_addr)), 'the machine of the server') as place from "
        ~ claims ~ ' as claimed left join pg_stat_activity as there on '
        ~ "claimed.session_name = there.application_name where claimed.build_id <> '"
        ~ invocation_id ~ "' group by claimed.claimed_at, claimed.session_name"
    ) -%}
    {%- for row in found.rows -%}
        {{ exceptions.raise_compiler_error(
            'Another build of the schema ' ~ target.schema ~ ', which began at ' ~ row[0]
            ~ " UTC, is at work (session '" ~ row[1] ~ "'"
            ~ (', process ' ~ row[2] ~ ' of PostgreSQL, from ' ~ row[3] if row[2]) ~ '). '
            ~ 'Nothing was built. Let it end, and build again. To take its place, end its '
            ~ "process, or its session from the server: select pg_terminate_backend(pid) from "
            ~ "pg_stat_activity where application_name = '" ~ row[1] ~ "'"
        ) }}
    {%- endfor -%}
{%- endmacro %}
