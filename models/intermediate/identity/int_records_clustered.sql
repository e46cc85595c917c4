-- One row per record with an edge, with the cluster that average linkage gives it inside
-- its connected component: a chain of doubtful links is no person. With the var linkage
-- single a component is one cluster, but for those that hold a forbidden pair.
{{ config(
    materialized='patched',
    affected='affected_clusters',
    patch_by=[['node_key']],
    step='linkage_step',
    progress='linkage_progress',
    result='composed_rounds',
    max_rounds='max_linkage_rounds',
    keep_rounds=true
) }}

with components as (

    select
        node_key as record_key,
        group_key as component_key
    from {{ ref('int_components_labelled') }}
    where {{ is_affected(['node_key']) }}

),

records as (

    select
        record_key,
        {{ has_own_given_name() }} as named_count
    from {{ ref('int_records_prepared') }}
    where {{ is_affected(['record_key']) }}

),

linked_records as (

    select
        node_key as record_key,
        group_key as linked_key
    from {{ ref('int_records_linked') }}
    where {{ is_affected(['node_key']) }}

),

forbidden_pairs as (

    select
        left_key,
        right_key
    from {{ ref('int_pairs_forbidden') }}
    where {{ is_affected(['left_key']) }}

),

-- Groups that rules and decisions join, and that hold a pair which may not be one person:
-- their records start alone, with the links between them as evidence.
dissolved_groups as (

    select distinct left_records.linked_key
    from forbidden_pairs
    inner join linked_records as left_records
        on forbidden_pairs.left_key = left_records.record_key
    inner join linked_records as right_records
        on forbidden_pairs.right_key = right_records.record_key
    where left_records.linked_key = right_records.linked_key

),

contested_components as (

    select distinct components.component_key
    from forbidden_pairs
    inner join components
        on forbidden_pairs.left_key = components.record_key

),

starts as (

    select
        components.record_key,
        components.component_key,
        records.named_count,
        {{ 'true' if var('linkage') == 'single' else 'false' }}
        and contested_components.component_key is null as is_whole,
        case
            when
                {{ 'true' if var('linkage') == 'single' else 'false' }}
                and contested_components.component_key is null
                then components.component_key
            when dissolved_groups.linked_key is not null then components.record_key
            else coalesce(linked_records.linked_key, components.record_key)
        end as start_key,
        dissolved_groups.linked_key as dissolved_key
    from components
    inner join records
        on components.record_key = records.record_key
    left join linked_records
        on components.record_key = linked_records.record_key
    left join dissolved_groups
        on linked_records.linked_key = dissolved_groups.linked_key
    left join contested_components
        on components.component_key = contested_components.component_key

),

sure_pairs as (

    -- a decision weighs as much as a thousand sure pairs: no mean outvotes it
    select
        edges.left_key,
        edges.right_key,
        case when edges.edge_type = 'decision' then 1000 else 1 end as match_probability
    from {{ ref('int_edges_accepted') }} as edges
    inner join starts
        on edges.left_key = starts.record_key
    where
        edges.edge_type in ('decision', 'rule')
        and starts.dissolved_key is not null

),

scored_pairs as (

    select
        left_key,
        right_key,
        match_probability,
        -- evidence of less than a bit says nothing, neither for nor against
        case
            when {{ tells_nothing('match_probability', 'match_weight') }} then 1
            else 0
        end as neutral_count
    from {{ ref('int_pairs_scored') }}
    where
        (match_probability >= 0.001 or abs(match_weight) < 1)
        and {{ is_affected(['left_key']) }}

),

pairs as (

    select
        scored_pairs.left_key,
        scored_pairs.right_key,
        scored_pairs.match_probability,
        scored_pairs.neutral_count,
        0 as is_sure,
        0 as forbidden_count
    from scored_pairs
    left join sure_pairs
        on scored_pairs.left_key = sure_pairs.left_key
        and scored_pairs.right_key = sure_pairs.right_key
    where sure_pairs.left_key is null

    union all

    select
        left_key,
        right_key,
        match_probability,
        0 as neutral_count,
        1 as is_sure,
        0 as forbidden_count
    from sure_pairs

    union all

    select
        left_key,
        right_key,
        0 as match_probability,
        0 as neutral_count,
        0 as is_sure,
        1 as forbidden_count
    from forbidden_pairs

),

pairs_inside as (

    select
        left_starts.record_key as left_key,
        right_starts.record_key as right_key,
        left_starts.start_key as left_start_key,
        right_starts.start_key as right_start_key,
        left_starts.named_count as left_named,
        right_starts.named_count as right_named,
        case when pairs.neutral_count = 1 then 0 else pairs.match_probability end
            as match_probability,
        pairs.neutral_count,
        -- what rules and decisions say of a record holds without a name
        greatest(left_starts.named_count * right_starts.named_count, pairs.is_sure)
            as named_pair_count,
        pairs.forbidden_count
    from pairs
    inner join starts as left_starts
        on pairs.left_key = left_starts.record_key
    inner join starts as right_starts
        on pairs.right_key = right_starts.record_key
    where
        left_starts.component_key = right_starts.component_key
        and not left_starts.is_whole

),

directed_pairs as (

    select
        left_key,
        right_key,
        left_start_key,
        right_start_key,
        left_named,
        right_named,
        match_probability,
        neutral_count,
        named_pair_count,
        forbidden_count
    from pairs_inside

    union all

    select
        right_key as left_key,
        left_key as right_key,
        right_start_key as left_start_key,
        left_start_key as right_start_key,
        right_named as left_named,
        left_named as right_named,
        match_probability,
        neutral_count,
        named_pair_count,
        forbidden_count
    from pairs_inside

    union all

    -- each record meets itself, so that records joined by a rule alone are here too
    select
        record_key as left_key,
        record_key as right_key,
        start_key as left_start_key,
        start_key as right_start_key,
        named_count as left_named,
        named_count as right_named,
        0 as match_probability,
        0 as neutral_count,
        0 as named_pair_count,
        0 as forbidden_count
    from starts

)

select
    left_key,
    right_key,
    1 as left_size,
    1 as right_size,
    left_named,
    right_named,
    match_probability as probability_sum,
    neutral_count,
    match_probability * named_pair_count as named_probability_sum,
    neutral_count * named_pair_count as named_neutral_count,
    forbidden_count,
    left_start_key as left_next_key,
    right_start_key as right_next_key
from directed_pairs
