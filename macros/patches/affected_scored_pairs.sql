{#
    Pairs whose agreement pattern has changed; every pair where a weight has.

    Returns a select of left and right keys, for a patched table.
#}
{% macro affected_scored_pairs(reads) -%}
    {{ changes_of('int_pairs_compared', ['left_key as part_1', 'right_key as part_2'], reads) }}
    union
    select
        left_key as part_1,
        right_key as part_2
    from {{ _relation_of('int_pairs_compared') }}
    where exists (
        select 1
        from ({{ changes_of('int_match_weights_kept', ['weight_group'], reads) }}) as changed
    )
{%- endmacro %}
