{#
    The names of the models that a model reads, itself or through views, and that keep a log
    of their changes, but for those that it does not watch.

    Returns a Jinja list of text, sorted.
#}
{% macro patched_inputs(model) -%}
    {%- set names = [] -%}
    {%- for unique_id in _read_nodes(model).found if unique_id in graph.nodes -%}
        {%- set node = graph.nodes[unique_id] -%}
        {%- if _keeps_versions(node) and node.name not in config.get('unwatched', []) -%}
            {%- do names.append(node.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(names | sort) }}
{%- endmacro %}


{% macro _keeps_versions(node) -%}
    {{ return(
        node.config.materialized == 'patched'
        or (node.config.materialized == 'remembered' and node.config.get('changes'))
    ) }}
{%- endmacro %}


{# What a model reads: found, the ids of its nodes, and in place of a view over nothing but
   what keeps versions that which it reads; views, the checksums of such views. #}
{% macro _read_nodes(model) -%}
    {%- set read = {'found': [], 'views': []} -%}
    {%- for unique_id in model.depends_on.nodes | sort -%}
        {%- set node = graph.nodes.get(unique_id) -%}
        {%- if node is not none and node.resource_type == 'model'
            and node.config.materialized == 'view' -%}
            {%- set behind = _read_nodes(node) -%}
            {%- set others = [] -%}
            {%- for behind_id in behind.found
                if behind_id not in graph.nodes or not _keeps_versions(graph.nodes[behind_id]) -%}
                {%- do others.append(behind_id) -%}
            {%- endfor -%}
            {%- do read.found.extend([unique_id] if others else behind.found) -%}
            {%- do read.views.extend([] if others else [node.checksum.checksum] + behind.views) -%}
        {%- else -%}
            {%- do read.found.append(unique_id) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do read.update({'found': read.found | unique | list}) -%}
    {{ return(read) }}
{%- endmacro %}


{# Whether a model reads nothing but what keeps versions and what its fingerprint knows. #}
{% macro _reads_versions_only(model) -%}
    {%- set others = [] -%}
    {%- for unique_id in _read_nodes(model).found -%}
        {%- if unique_id not in graph.nodes
            or (graph.nodes[unique_id].resource_type != 'seed'
                and graph.nodes[unique_id].name not in patched_inputs(model)) -%}
            {%- do others.append(unique_id) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(not others) }}
{%- endmacro %}
