-- One row per pair accepted as the same person, with the reason that accepted it.

with linked_pairs as (

    select
        left_key,
        right_key,
        min({{ bytewise('match_rule') }}) as match_rule
    from {{ ref('int_pairs_linked') }}
    group by left_key, right_key

),

scored_pairs as (

    select
        left_key,
        right_key,
        match_weight,
        match_probability
    from {{ ref('int_pairs_scored') }}
    where match_probability >= {{ var('merge_threshold') }}

),

accepted as (

    select
        coalesce(linked_pairs.left_key, scored_pairs.left_key) as left_key,
        coalesce(linked_pairs.right_key, scored_pairs.right_key) as right_key,
        case
            when linked_pairs.match_rule is not null then 'rule'
            else 'score'
        end as edge_type,
        coalesce(linked_pairs.match_rule, 'match probability') as edge_reason,
        scored_pairs.match_weight,
        scored_pairs.match_probability
    from linked_pairs
    full outer join scored_pairs
        on linked_pairs.left_key = scored_pairs.left_key
        and linked_pairs.right_key = scored_pairs.right_key

)

select * from accepted
