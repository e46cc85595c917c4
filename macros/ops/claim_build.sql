{#
    Makes this run the one that writes what builds remember, if it is going to write any.

    Two builds of one schema at a time would read the same last state, and that of the
    slower one would stand, without the ids that the other has given. So a build takes the
    claim before its first model, and gives it up after its last one.

    On PostgreSQL a build does not begin while the one that has the claim is alive: while
    its session is there (session_name). `kindred build` keeps one open from the beginning to
    the end. Plain dbt opens one for each model, so that a build waits some seconds for a
    sign of the other one. A session goes with its process, however that ends: a build that
    was killed keeps nobody out. Elsewhere, and should a build take the claim of one that
    showed no sign of life, the earlier one stops before it writes (keep_claim).

    Returns a SQL statement for on-run-start or on-run-end, or nothing: part 'schema',
    'table' or 'session' makes the place of the claim, where there is none yet; 'row' claims;
    'check' raises where another build has the claim; 'end' gives it up.
#}
{% macro claim_build(part) -%}
    {%- set claims = _build_claims() -%}
    {%- if part == 'schema' -%}
        create schema if not exists {{ claims.include(database=false, identifier=false) }}
    {%- elif part == 'table' -%}
        create table if not exists {{ claims }} (
            build_id {{ dbt.type_string() }},
            claimed_at timestamp
        )
    {%- elif part == 'session' -%}
        {{ name_sessions(claims) }}
    {%- elif part not in ['row', 'check', 'end'] -%}
        {{ exceptions.raise_compiler_error(
            "claim_build: part is '" ~ part
            ~ "'; allowed: schema, table, session, row, check, end."
        ) }}
    {%- elif _writes_what_is_remembered() -%}
        {%- if part == 'row' -%}
            {{ take_claim(claims, (
                "select '" ~ invocation_id ~ "' as build_id, cast('"
                ~ run_started_at.strftime('%Y-%m-%d %H:%M:%S') ~ "' as timestamp) as claimed_at"
            )) }}
        {%- elif part == 'check' -%}
            {%- do refuse_second_build(claims) -%}
        {%- else -%}
            {{ give_up_claim(claims) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{# Whether this run selects a model that is made from what it was. #}
{% macro _writes_what_is_remembered() -%}
    {%- set remembered = [] -%}
    {%- if execute and flags.WHICH in ['build', 'run'] and not flags.EMPTY -%}
        {%- for unique_id in selected_resources if unique_id in graph.nodes -%}
            {%- if graph.nodes[unique_id].config.materialized in ['remembered', 'patched'] -%}
                {%- do remembered.append(unique_id) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(remembered | length > 0) }}
{%- endmacro %}
