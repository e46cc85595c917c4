-- One row per pair of records that stewards' decisions label: decided itself, or following
-- from what was decided.
--
--     a ─same─ b ─same─ c ─different─ d       a and c are one person, too; a and b are each
--                                             another than d, too

with decisions as (

    select
        left_key,
        right_key,
        decision
    from {{ ref('int_decisions_applied') }}

),

decided_groups as (

    select
        node_key as record_key,
        group_key as decided_key
    from {{ ref('int_decisions_grouped') }}

),

records as (

    select
        record_key,
        record_id
    from {{ ref('int_records_standardized') }}

),

scored_pairs as (

    select
        left_key,
        right_key,
        match_probability
    from {{ ref('int_pairs_scored') }}

),

decided_records as (

    select left_key as record_key
    from decisions

    union

    select right_key as record_key
    from decisions

),

-- A record that nothing joins to others is a group of its own.
members as (

    select
        decided_records.record_key,
        coalesce(decided_groups.decided_key, decided_records.record_key) as decided_key
    from decided_records
    left join decided_groups
        on decided_records.record_key = decided_groups.record_key

),

parted as (

    select distinct
        left_members.decided_key as left_decided_key,
        right_members.decided_key as right_decided_key
    from decisions
    inner join members as left_members
        on decisions.left_key = left_members.record_key
    inner join members as right_members
        on decisions.right_key = right_members.record_key
    where decisions.decision = 'different'

),

-- From decisions that contradict each other nothing follows.
contradictory as (

    select left_decided_key as decided_key
    from parted
    where left_decided_key = right_decided_key

),

sound_members as (

    select
        members.record_key,
        members.decided_key
    from members
    left join contradictory
        on members.decided_key = contradictory.decided_key
    where contradictory.decided_key is null

),

followed as (

    select
        left_members.record_key as left_key,
        right_members.record_key as right_key,
        'same' as decision
    from sound_members as left_members
    inner join sound_members as right_members
        on left_members.decided_key = right_members.decided_key
        and left_members.record_key < right_members.record_key

    union

    select
        least(left_members.record_key, right_members.record_key) as left_key,
        greatest(left_members.record_key, right_members.record_key) as right_key,
        'different' as decision
    from parted
    inner join sound_members as left_members
        on parted.left_decided_key = left_members.decided_key
    inner join sound_members as right_members
        on parted.right_decided_key = right_members.decided_key

),

labelled as (

    select
        left_key,
        right_key,
        decision,
        false as is_implied
    from decisions

    union all

    select
        followed.left_key,
        followed.right_key,
        followed.decision,
        true as is_implied
    from followed
    left join decisions
        on followed.left_key = decisions.left_key
        and followed.right_key = decisions.right_key
    where decisions.left_key is null

),

named as (

    select
        least(
            {{ bytewise('left_records.record_id') }},
            {{ bytewise('right_records.record_id') }}
        ) as left_record_id,
        greatest(
            {{ bytewise('left_records.record_id') }},
            {{ bytewise('right_records.record_id') }}
        ) as right_record_id,
        labelled.decision = 'same' as is_match,
        labelled.is_implied,
        scored_pairs.match_probability
    from labelled
    inner join records as left_records
        on labelled.left_key = left_records.record_key
    inner join records as right_records
        on labelled.right_key = right_records.record_key
    left join scored_pairs
        on labelled.left_key = scored_pairs.left_key
        and labelled.right_key = scored_pairs.right_key

)

select * from named
