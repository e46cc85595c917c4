{#
    The relation of int_quality_recorded, for data tests that read what the run before left
    and must not wait for this run's.

    Returns a relation; while dbt parses, the one of the test.
#}
{% macro quality_log() -%}
    {%- if not execute -%}
        {{ return(this) }}
    {%- endif -%}
    {%- set node = graph.nodes['model.kindred.int_quality_recorded'] -%}
    {{ return(this.incorporate(path={
        'schema': generate_schema_name(node.config.schema, node) | trim,
        'identifier': node.alias,
    })) }}
{%- endmacro %}
