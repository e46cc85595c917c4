-- One row per pair of customers between which records move, with what did it, and the two
-- records that it was about.

with

claimed as (

    select
        record_key,
        record_id,
        cluster_key,
        customer_id,
        from_customer_id
    from {{ ref('int_customers_claimed') }}

),

remembered as (

    select
        record_key,
        last_customer_id
    from {{ ref('int_records_remembered') }}

),

decisions as (

    select
        applied.left_key,
        applied.right_key,
        applied.decision,
        applied.decision_id,
        decided.decided_by
    from {{ ref('int_decisions_applied') }} as applied
    inner join {{ ref('stg_decisions__decisions') }} as decided
        on applied.decision_id = decided.decision_id

),

edges as (

    select
        edges.left_key,
        edges.right_key,
        edges.edge_type as cause_type,
        case
            when edges.edge_type = 'decision' then decisions.decided_by
            else edges.edge_reason
        end as cause,
        decisions.decision_id,
        {{ rounded('edges.match_probability', 6) }} as match_probability
    from {{ ref('int_edges_accepted') }} as edges
    left join decisions
        on edges.left_key = decisions.left_key
            and edges.right_key = decisions.right_key
            and edges.edge_type = 'decision'

),

-- Pairs that may not be one person: by a decision, or by a rule of conflicts.
forbidden_pairs as (

    select
        left_key,
        right_key,
        'decision' as cause_type,
        decided_by as cause,
        decision_id
    from decisions
    where decision = 'different'

    union all

    select
        left_key,
        right_key,
        'conflict' as cause_type,
        forbidden_reason as cause,
        cast(null as {{ dbt.type_string() }}) as decision_id
    from {{ ref('int_pairs_forbidden') }}
    where forbidden_reason <> 'decision'

),

directed_pairs as (

    select
        left_key as record_key,
        right_key as other_key,
        1 as is_edge,
        cause_type,
        cause,
        decision_id,
        match_probability
    from edges

    union all

    select
        right_key as record_key,
        left_key as other_key,
        1 as is_edge,
        cause_type,
        cause,
        decision_id,
        match_probability
    from edges

    union all

    select
        left_key as record_key,
        right_key as other_key,
        0 as is_edge,
        cause_type,
        cause,
        decision_id,
        cast(null as {{ type_double() }}) as match_probability
    from forbidden_pairs

    union all

    select
        right_key as record_key,
        left_key as other_key,
        0 as is_edge,
        cause_type,
        cause,
        decision_id,
        cast(null as {{ type_double() }}) as match_probability
    from forbidden_pairs

),

moves as (

    select
        record_key,
        record_id,
        cluster_key,
        customer_id,
        from_customer_id
    from claimed
    where from_customer_id is not null

),

-- What a moved record has to do with another: 1 a decision keeps it from one it was with;
-- 2 an edge leads to one who was with its new customer already; 3 a rule of conflicts keeps
-- it from one it was with; 4 an edge to one it was with is gone, with the other record or
-- without; 5 an edge leads to a newcomer of its new customer; 6 an edge to one it was with
-- is there, and was cut: since others of the two customers may not be one person, or by
-- average linkage.
present_causes as (

    select
        moves.record_key,
        moves.record_id,
        moves.customer_id,
        moves.from_customer_id,
        directed_pairs.other_key,
        others.record_id as other_record_id,
        directed_pairs.cause_type,
        directed_pairs.cause,
        directed_pairs.decision_id,
        directed_pairs.match_probability,
        case
            when
                directed_pairs.is_edge = 1
                and moves.cluster_key = others.cluster_key
                and remembered.last_customer_id = moves.customer_id
                then 2
            when
                directed_pairs.is_edge = 1
                and moves.cluster_key = others.cluster_key
                and coalesce(others.from_customer_id, '') <> moves.from_customer_id
                then 5
            when
                directed_pairs.is_edge = 0
                and moves.cluster_key <> others.cluster_key
                and remembered.last_customer_id = moves.from_customer_id
                then case when directed_pairs.cause_type = 'decision' then 1 else 3 end
            else 9
        end as cause_rank
    from moves
    inner join directed_pairs on moves.record_key = directed_pairs.record_key
    inner join claimed as others on directed_pairs.other_key = others.record_key
    inner join remembered on others.record_key = remembered.record_key
    {{ computed_once() }}

),

lost_edges as (

    select
        lost.record_key,
        lost.record_id,
        lost.customer_id,
        lost.from_customer_id,
        lost.other_key,
        lost.other_record_id,
        lost.edge_type,
        lost.cause_type,
        lost.cause,
        lost.match_probability,
        others.customer_id as other_customer_id
    from {{ ref('int_edges_lost') }} as lost
    left join claimed as others on lost.other_key = others.record_key
    {{ computed_once() }}

),

cut_customers as (

    select distinct
        customer_id,
        other_customer_id
    from lost_edges
    where cause_type = 'linkage'

),

-- Of two customers with a cut edge between them, what keeps any two records of theirs apart:
-- a decision before a rule of conflicts.
kept_apart as (

    select
        cut_customers.customer_id,
        cut_customers.other_customer_id,
        records.record_key,
        records.record_id,
        others.record_key as other_key,
        others.record_id as other_record_id,
        directed_pairs.cause_type,
        directed_pairs.cause,
        directed_pairs.decision_id,
        row_number() over (
            partition by cut_customers.customer_id, cut_customers.other_customer_id
            order by
                case when directed_pairs.cause_type = 'decision' then 0 else 1 end,
                {{ bytewise("coalesce(directed_pairs.cause, '')") }},
                records.record_key,
                others.record_key
        ) as place
    from directed_pairs
    inner join claimed as records on directed_pairs.record_key = records.record_key
    inner join claimed as others on directed_pairs.other_key = others.record_key
    inner join cut_customers
        on records.customer_id = cut_customers.customer_id
            and others.customer_id = cut_customers.other_customer_id
    where directed_pairs.is_edge = 0

),

causes as (

    select
        record_key,
        record_id,
        customer_id,
        from_customer_id,
        other_key,
        other_record_id,
        cause_type,
        cause_type as edge_type,
        cause,
        decision_id,
        match_probability,
        cause_rank
    from present_causes
    where cause_rank < 9

    union all

    select
        coalesce(kept_apart.record_key, lost_edges.record_key) as record_key,
        coalesce(kept_apart.record_id, lost_edges.record_id) as record_id,
        lost_edges.customer_id,
        lost_edges.from_customer_id,
        coalesce(kept_apart.other_key, lost_edges.other_key) as other_key,
        coalesce(kept_apart.other_record_id, lost_edges.other_record_id)
            as other_record_id,
        coalesce(kept_apart.cause_type, lost_edges.cause_type) as cause_type,
        lost_edges.edge_type,
        case when kept_apart.place = 1 then kept_apart.cause else lost_edges.cause end
            as cause,
        kept_apart.decision_id,
        case when kept_apart.place is null then lost_edges.match_probability end
            as match_probability,
        case when lost_edges.cause_type = 'linkage' then 6 else 4 end as cause_rank
    from lost_edges
    left join kept_apart
        on lost_edges.cause_type = 'linkage'
            and lost_edges.customer_id = kept_apart.customer_id
            and lost_edges.other_customer_id = kept_apart.other_customer_id
            and kept_apart.place = 1

),

causes_ranked as (

    select
        from_customer_id,
        customer_id,
        cause_type,
        cause,
        decision_id,
        match_probability,
        least({{ bytewise('record_id') }}, {{ bytewise('other_record_id') }})
            as left_record_id,
        greatest({{ bytewise('record_id') }}, {{ bytewise('other_record_id') }})
            as right_record_id,
        row_number() over (
            partition by from_customer_id, customer_id
            order by
                cause_rank,
                case edge_type when 'decision' then 0 when 'rule' then 1 else 2 end,
                coalesce(match_probability, 0) desc,
                {{ bytewise('cause') }},
                least(record_key, other_key),
                greatest(record_key, other_key)
        ) as cause_place
    from causes

),

explained as (

    select
        from_customer_id,
        customer_id,
        cause_type,
        cause,
        decision_id,
        match_probability,
        left_record_id,
        right_record_id
    from causes_ranked
    where cause_place = 1

)

select * from explained
