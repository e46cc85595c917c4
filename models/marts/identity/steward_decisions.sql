-- One row per pair of records that a steward decided, with whether the decision holds, and
-- why not.

with decisions as (

    select
        decision_id,
        left_record_id,
        right_record_id,
        decision,
        decided_by,
        decided_at,
        reason,
        evidence,
        row_number() over (
            partition by left_record_id, right_record_id
            order by decided_at desc, {{ bytewise('decision_id') }} desc
        ) as recency,
        count(*) over (
            partition by left_record_id, right_record_id
        ) as decision_count
    from {{ ref('stg_decisions__decisions') }}

),

assigned as (

    select
        record_id,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

contradicted as (

    select
        decision_id,
        contradicted_by
    from {{ ref('int_decisions_contradicted') }}

),

judged as (

    select
        decisions.decision_id,
        decisions.left_record_id,
        decisions.right_record_id,
        left_assigned.customer_id as left_customer_id,
        right_assigned.customer_id as right_customer_id,
        decisions.decision,
        decisions.decided_by,
        decisions.decided_at,
        decisions.reason,
        decisions.evidence,
        decisions.decision_count,
        case
            when decisions.left_record_id = decisions.right_record_id
                then 'one record'
            when left_assigned.customer_id is null or right_assigned.customer_id is null
                then 'record is gone'
            when
                (decisions.decision = 'same')
                = (left_assigned.customer_id = right_assigned.customer_id)
                then 'holds'
            else 'contradicted'
        end as decision_status,
        case
            when left_assigned.customer_id is null then decisions.left_record_id
            when right_assigned.customer_id is null then decisions.right_record_id
        end as missing_record_id,
        contradicted.contradicted_by
    from decisions
    left join assigned as left_assigned
        on decisions.left_record_id = left_assigned.record_id
    left join assigned as right_assigned
        on decisions.right_record_id = right_assigned.record_id
    left join contradicted
        on decisions.decision_id = contradicted.decision_id
    where decisions.recency = 1

)

select * from judged
