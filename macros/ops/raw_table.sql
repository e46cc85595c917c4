{#
    The relation that holds a source's raw table: the demo company's seed while the var
    demo is true, else the table that a loader landed in the schema <source_name>_schema.
    A file that was brought is never a seed.

    Returns a relation. With var demo: ref('<source_name>_<table_name>').
#}
{% macro raw_table(source_name, table_name) -%}
    {% if source_name != 'file' and var('demo') | string | lower == 'true' %}
        {{ return(ref(source_name ~ '_' ~ table_name)) }}
    {% else %}
        {{ return(source(source_name, table_name)) }}
    {% endif %}
{%- endmacro %}
