{#
    Makes the table of versions, where an engine patches tables and has none yet.

    Returns a SQL statement for on-run-start, or nothing.
#}
{% macro prepare_patches() -%}
    {%- if can_patch() -%}
    create table if not exists {{ patch_versions() }} (
        model_name {{ dbt.type_string() }},
        input_name {{ dbt.type_string() }},
        version bigint,
        first_version bigint,
        fingerprint {{ dbt.type_string() }}
    )
    {%- endif -%}
{%- endmacro %}
