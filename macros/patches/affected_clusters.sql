{#
    Records that have changed, of which an edge, a forbidden pair, the component or what they
    are linked to has changed, or the score of a pair inside their component, and all of the
    components that they are in.

    Returns a select of record keys, for a patched table.
#}
{% macro affected_clusters(reads) -%}
    {%- set components = _relation_of('int_components_labelled') -%}
    {%- set changed_records -%}
        {{ _changed_ends(['int_edges_proposed', 'int_pairs_forbidden'], reads) }}
        {%- for input in ['int_components_labelled', 'int_records_linked'] %}
        union
        {{ changes_of(input, ['node_key as record_key'], reads) }}
        {%- endfor %}
        union
        select changed.record_key
        from ({{ changes_of('int_records_prepared', ['record_key'], reads) }}) as changed
        inner join {{ components }} as components
            on changed.record_key = components.node_key
        {%- for input in ['int_blocked_pairs_scored', 'int_bridged_pairs_scored'] %}
        union
        select changed.left_key as record_key
        from ({{ changes_of(input, ['left_key', 'right_key'], reads) }}) as changed
        inner join {{ components }} as left_components
            on changed.left_key = left_components.node_key
        inner join {{ components }} as right_components
            on changed.right_key = right_components.node_key
            and left_components.group_key = right_components.group_key
        {%- endfor %}
    {%- endset -%}
    {{ _with_their_groups(components, changed_records) }}
{%- endmacro %}
