{# The table of the claim, which is one row: the build that may write. #}
{% macro _build_claims() -%}
    {{ return(api.Relation.create(
        database=target.database or none,
        schema=generate_schema_name('intermediate'),
        identifier='build_claims'
    )) }}
{%- endmacro %}
