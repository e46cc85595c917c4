-- One row per pair that a decision, a rule or a score would accept as the same person, with
-- the first reason of these, and whether a steward's decision refuses it.
{{ config(
    materialized='patched',
    affected='affected_edges',
    patch_by=[['left_key', 'right_key']],
    changes=['left_key', 'right_key']
) }}

with decisions as (

    select
        left_key,
        right_key,
        decision
    from {{ ref('int_decisions_applied') }}
    where {{ is_affected(['left_key', 'right_key']) }}

),

linked_pairs as (

    select
        left_key,
        right_key,
        min({{ bytewise('match_rule') }}) as match_rule
    from {{ ref('int_pairs_linked') }}
    where {{ is_affected(['left_key', 'right_key']) }}
    group by left_key, right_key

),

scored_pairs as (

    select
        left_key,
        right_key,
        match_weight,
        match_probability
    from {{ ref('int_pairs_scored') }}
    where {{ is_affected(['left_key', 'right_key']) }}

),

reasons as (

    select
        left_key,
        right_key,
        'decision' as edge_type,
        'decided by a steward' as edge_reason,
        1 as edge_rank
    from decisions
    where decision = 'same'

    union all

    select
        left_key,
        right_key,
        'rule' as edge_type,
        match_rule as edge_reason,
        2 as edge_rank
    from linked_pairs

    union all

    select
        left_key,
        right_key,
        'score' as edge_type,
        'match probability' as edge_reason,
        3 as edge_rank
    from scored_pairs
    where match_probability >= {{ var('merge_threshold') }}

),

ranked as (

    select
        left_key,
        right_key,
        edge_type,
        edge_reason,
        row_number() over (
            partition by left_key, right_key
            order by edge_rank
        ) as reason_rank
    from reasons

),

proposed as (

    select
        ranked.left_key,
        ranked.right_key,
        ranked.edge_type,
        ranked.edge_reason,
        scored_pairs.match_weight,
        scored_pairs.match_probability,
        coalesce(decisions.decision = 'different', false) as is_refused
    from ranked
    left join scored_pairs
        on ranked.left_key = scored_pairs.left_key
        and ranked.right_key = scored_pairs.right_key
    left join decisions
        on ranked.left_key = decisions.left_key
        and ranked.right_key = decisions.right_key
    where ranked.reason_rank = 1

)

select * from proposed
