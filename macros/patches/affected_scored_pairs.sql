{#
    Pairs whose agreement pattern has changed; every pair where a weight has.

    Returns a select of left and right keys, for a patched table.
#}
{% macro affected_scored_pairs(reads) -%}
    {{ _changed_scores('int_pairs_compared', reads) }}
{%- endmacro %}


{# The pairs of a table of compared pairs that have to be scored anew. #}
{% macro _changed_scores(compared, reads) -%}
    {{ changes_of(compared, ['left_key as part_1', 'right_key as part_2'], reads) }}
    union
    select
        left_key as part_1,
        right_key as part_2
    from {{ _relation_of(compared) }}
    where exists (
        select 1
        from ({{ changes_of('int_match_weights_kept', ['weight_group'], reads) }}) as changed
    )
{%- endmacro %}
