{#
    The names of the models that a model reads and that keep a log of their changes, but for
    those that it does not watch.

    Returns a Jinja list of text, sorted.
#}
{% macro patched_inputs(model) -%}
    {%- set names = [] -%}
    {%- for unique_id in model.depends_on.nodes | sort if unique_id in graph.nodes -%}
        {%- set node = graph.nodes[unique_id] -%}
        {%- if node.config.materialized == 'patched'
            or (node.config.materialized == 'remembered' and node.config.get('changes')) -%}
            {%- if node.name not in config.get('unwatched', []) -%}
                {%- do names.append(node.name) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}


{# Whether a model reads nothing but what keeps versions and what its fingerprint knows. #}
{% macro _reads_versions_only(model) -%}
    {%- set others = [] -%}
    {%- for unique_id in model.depends_on.nodes -%}
        {%- if unique_id not in graph.nodes
            or (graph.nodes[unique_id].resource_type != 'seed'
                and graph.nodes[unique_id].name not in patched_inputs(model)) -%}
            {%- do others.append(unique_id) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(not others) }}
{%- endmacro %}
