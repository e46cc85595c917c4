{#
    The first round of contraction: every edge in both directions, with what its ends pick.

    Returns a relation body: left_key, right_key, left_next_key, right_next_key (bigint),
    two rows per edge. edges is a relation with left_key and right_key; edge_types, where
    they are given, keep the edges of those types alone. In a patch the edges are those of the
    affected nodes; no other edge leads to one of them.
#}
{% macro contraction_start(edges, edge_types=none) -%}
with edges as (

    select
        left_key,
        right_key
    from {{ edges }}
    where
        {{ is_affected(['left_key']) }}
    {%- if edge_types is not none %}
        and edge_type in ('{{ edge_types | join("', '") }}')
    {%- endif %}

),

directed_edges as (

    select
        left_key,
        right_key
    from edges

    union all

    select
        right_key as left_key,
        left_key as right_key
    from edges

),

{{ _contracted('directed_edges', 0) }}
{%- endmacro %}
