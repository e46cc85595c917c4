-- One row per decision that two records are one person which other decisions outweigh, with
-- these in words.
--
--     a ─same─ b ─same─ c       b and c ended in two customers, those of a and of c: what
--     └────different────┘       keeps them apart lies between the two; what ties its ends
--                               to b and c lies inside them

with decisions as (

    select
        applied.decision_id,
        applied.decision,
        applied.left_key,
        applied.right_key,
        decided.left_record_id || ' and ' || decided.right_record_id
        || case
            when applied.decision = 'same' then ' are one person ('
            else ' are two ('
        end
        || coalesce(decided.decided_by, 'a steward') || ', '
        || {{ second_text('decided.decided_at') }} || ')' as decision_text
    from {{ ref('int_decisions_applied') }} as applied
    inner join {{ ref('stg_decisions__decisions') }} as decided
        on applied.decision_id = decided.decision_id

),

assigned as (

    select
        record_key,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

decided_groups as (

    select
        node_key as record_key,
        group_key as decided_key
    from {{ ref('int_decisions_grouped') }}

),

placed as (

    select
        decisions.decision_id,
        decisions.decision,
        decisions.decision_text,
        decisions.left_key,
        decisions.right_key,
        left_assigned.customer_id as left_customer_id,
        right_assigned.customer_id as right_customer_id,
        decided_groups.decided_key
    from decisions
    inner join assigned as left_assigned
        on decisions.left_key = left_assigned.record_key
    inner join assigned as right_assigned
        on decisions.right_key = right_assigned.record_key
    left join decided_groups
        on decisions.left_key = decided_groups.record_key

),

-- Both directions: one customer's end of the decision, and the other's.
directed as (

    select
        decision_id,
        decision,
        decision_text,
        decided_key,
        left_key as near_key,
        left_customer_id as near_customer_id,
        right_customer_id as far_customer_id
    from placed

    union all

    select
        decision_id,
        decision,
        decision_text,
        decided_key,
        right_key as near_key,
        right_customer_id as near_customer_id,
        left_customer_id as far_customer_id
    from placed

),

-- One row per contradicted decision × record of it × decision that keeps the two customers
-- apart, with whether that one is about the very record.
kept_apart as (

    select
        contradicted.decision_id,
        contradicted.decided_key,
        contradicted.near_customer_id,
        apart.decision_text,
        case when apart.near_key = contradicted.near_key then 0 else 1 end as is_tied
    from directed as contradicted
    inner join directed as apart
        on contradicted.near_customer_id = apart.near_customer_id
        and contradicted.far_customer_id = apart.far_customer_id
    where
        contradicted.decision = 'same'
        and contradicted.near_customer_id <> contradicted.far_customer_id
        and apart.decision = 'different'

),

tied_sides as (

    select
        decision_id,
        decided_key,
        near_customer_id
    from kept_apart
    where is_tied = 1
    group by decision_id, decided_key, near_customer_id

),

reasons as (

    select
        decision_id,
        decision_text as apart_text,
        cast(null as {{ dbt.type_string() }}) as together_text
    from kept_apart
    group by decision_id, decision_text

    union all

    select
        tied_sides.decision_id,
        cast(null as {{ dbt.type_string() }}) as apart_text,
        placed.decision_text as together_text
    from tied_sides
    inner join placed
        on tied_sides.decided_key = placed.decided_key
        and tied_sides.near_customer_id = placed.left_customer_id
        and tied_sides.near_customer_id = placed.right_customer_id
    where placed.decision = 'same'

),

contradicted as (

    select
        decision_id,
        substr(
            coalesce({{ joined_texts("'; ' || apart_text") }}, '')
            || coalesce({{ joined_texts("'; ' || together_text") }}, ''),
            3
        ) as contradicted_by
    from reasons
    group by decision_id

)

select * from contradicted
