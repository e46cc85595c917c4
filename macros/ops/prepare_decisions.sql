{#
    Makes the table that keeps the stewards' decisions, where there is none yet. No model
    writes it and no build drops it: `kindred decide` and the tools of a company append to it.

    Returns a SQL statement for on-run-start: part 'schema' or 'table'.
#}
{% macro prepare_decisions(part) -%}
    {%- set decisions = source('decisions', 'decisions') -%}
    {%- if part == 'schema' -%}
        create schema if not exists {{ decisions.include(database=false, identifier=false) }}
    {%- elif part == 'table' -%}
        create table if not exists {{ decisions }} (
            decision_id {{ dbt.type_string() }},
            left_record_id {{ dbt.type_string() }},
            right_record_id {{ dbt.type_string() }},
            decision {{ dbt.type_string() }},
            decided_by {{ dbt.type_string() }},
            decided_at timestamp,
            reason {{ dbt.type_string() }},
            evidence {{ dbt.type_string() }}
        )
    {%- else -%}
        {{ exceptions.raise_compiler_error(
            "prepare_decisions: part is '" ~ part ~ "'; allowed: schema, table."
        ) }}
    {%- endif -%}
{%- endmacro %}
