{#
    Pairs that a decision or a rule has come to join or joins no longer, and those whose
    score has changed, where it is or was enough, or where they are an edge anyway.

    Returns a select of left and right keys, for a patched table.
#}
{% macro affected_edges(reads) -%}
    {{ changes_of(
        'int_decisions_applied', ['left_key as part_1', 'right_key as part_2'], reads
    ) }}
    union
    {{ changes_of('int_pairs_linked', ['left_key as part_1', 'right_key as part_2'], reads) }}
    {%- for input in ['int_blocked_pairs_scored', 'int_bridged_pairs_scored'] %}
    union
    {{ changes_of(input, ['left_key as part_1', 'right_key as part_2'], reads) }}
        and match_probability >= {{ var('merge_threshold') }}
    union
    select
        edges.left_key as part_1,
        edges.right_key as part_2
    from {{ this }} as edges
    inner join ({{ changes_of(input, ['left_key', 'right_key'], reads) }}) as changed
        on edges.left_key = changed.left_key
        and edges.right_key = changed.right_key
    {%- endfor %}
{%- endmacro %}
