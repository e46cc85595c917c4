-- One row per record: the customer whom it belongs to.
{{ config(
    materialized='patched',
    affected='affected_crosswalk',
    patch_by=[['record_id']]
) }}

with

assigned as (

    select
        record_id,
        source_name,
        source_record_id,
        customer_id
    from {{ ref('int_customers_assigned') }}
    where {{ is_affected(['record_id']) }}

)

select * from assigned
