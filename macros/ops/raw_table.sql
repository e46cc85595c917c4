{#
    The relation that holds a source's raw table: for the sources of the demo company its
    seed while the var demo is true, else the table that a loader landed.

    Returns a relation. With var demo: ref('<source_name>_<table_name>').
#}
{% macro raw_table(source_name, table_name) -%}
    {% if _raw_table_is_a_seed(source_name) %}
        {{ return(ref(source_name ~ '_' ~ table_name)) }}
    {% else %}
        {{ return(source(source_name, table_name)) }}
    {% endif %}
{%- endmacro %}

{# Whether a source's tables are the demo company's seeds in this build. #}
{% macro _raw_table_is_a_seed(source_name) -%}
    {% set demo_sources = [
        'crm', 'shop', 'pos', 'web', 'email', 'support', 'social', 'consent',
    ] %}
    {{ return(source_name in demo_sources and var('demo') | string | lower == 'true') }}
{%- endmacro %}
