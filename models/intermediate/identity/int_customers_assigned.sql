-- One row per record with the customer it belongs to.
{{ config(
    materialized='patched',
    changes=['record_id', 'customer_id']
) }}

with

records as (

    select
        record_key,
        record_id,
        source_name,
        source_record_id
    from {{ ref('int_records_standardized') }}

),

present_stays as (

    select
        record_key,
        customer_id
    from {{ ref('int_customer_stays_recorded') }}
    where to_run is null

),

assigned as (

    select
        records.record_key,
        records.record_id,
        records.source_name,
        records.source_record_id,
        present_stays.customer_id
    from records
    left join present_stays
        on records.record_key = present_stays.record_key

)

select * from assigned
