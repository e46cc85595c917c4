{#
    Makes this run the one that writes what builds remember, if it is going to write any.

    Two builds of one schema at a time would read the same last state, and that of the
    slower one would stand, without the ids that the other has given. So the later build
    takes the claim, and the earlier one stops before it writes (keep_claim). A build that
    was killed leaves a claim behind that keeps nobody out.

    Returns a SQL statement for on-run-start, or nothing: part 'schema' or 'table' makes the
    place of the claim, where there is none yet; 'row' claims.
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
    {%- elif part == 'row' -%}
        {%- if _writes_what_is_remembered() -%}
        {{ replace_rows(
            claims,
            "select '" ~ invocation_id ~ "' as build_id, "
            ~ "cast('" ~ run_started_at.strftime('%Y-%m-%d %H:%M:%S') ~ "' as timestamp) as claimed_at"
        ) }}
        {%- endif -%}
    {%- else -%}
        {{ exceptions.raise_compiler_error(
            "claim_build: part is '" ~ part ~ "'; allowed: schema, table, row."
        ) }}
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
