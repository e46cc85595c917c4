-- One row per pair of records that a steward decided: the latest decision about it.
{{ config(
    materialized='patched',
    changes=['left_key', 'right_key']
) }}

with decisions as (

    select
        decision_id,
        left_record_id,
        right_record_id,
        decision,
        row_number() over (
            partition by left_record_id, right_record_id
            order by decided_at desc, {{ bytewise('decision_id') }} desc
        ) as recency
    from {{ ref('stg_decisions__decisions') }}

),

records as (

    select
        record_key,
        record_id
    from {{ ref('int_records_standardized') }}

),

applied as (

    select
        decisions.decision_id,
        decisions.decision,
        least(left_records.record_key, right_records.record_key) as left_key,
        greatest(left_records.record_key, right_records.record_key) as right_key
    from decisions
    inner join records as left_records
        on decisions.left_record_id = left_records.record_id
    inner join records as right_records
        on decisions.right_record_id = right_records.record_id
    where
        decisions.recency = 1
        and left_records.record_key <> right_records.record_key

)

select * from applied
