{#
    Makes the tables that keep the stewards' decisions and what they accepted, where there
    are none yet. No model writes them and no build drops them: `kindred decide`, `kindred
    accept` and the tools of a company append to them.

    Returns a SQL statement for on-run-start: part 'schema', 'table' or 'accepted'.
#}
{% macro prepare_decisions(part) -%}
    {#- rendered, since with dbt's --empty a relation is a select of no rows -#}
    {%- set decisions = source('decisions', 'decisions') -%}
    {%- if part == 'schema' -%}
        create schema if not exists {{ decisions.include(database=false, identifier=false).render() }}
    {%- elif part == 'table' -%}
        create table if not exists {{ decisions.render() }} (
            decision_id {{ dbt.type_string() }},
            left_record_id {{ dbt.type_string() }},
            right_record_id {{ dbt.type_string() }},
            decision {{ dbt.type_string() }},
            decided_by {{ dbt.type_string() }},
            decided_at timestamp,
            reason {{ dbt.type_string() }},
            evidence {{ dbt.type_string() }}
        )
    {%- elif part == 'accepted' -%}
        create table if not exists {{ source('decisions', 'accepted_items').render() }} (
            acceptance_id {{ dbt.type_string() }},
            customer_id {{ dbt.type_string() }},
            item_type {{ dbt.type_string() }},
            matter {{ dbt.type_string() }},
            accepted_by {{ dbt.type_string() }},
            accepted_at timestamp,
            reason {{ dbt.type_string() }}
        )
    {%- else -%}
        {{ exceptions.raise_compiler_error(
            "prepare_decisions: part is '" ~ part ~ "'; allowed: schema, table, accepted."
        ) }}
    {%- endif -%}
{%- endmacro %}
