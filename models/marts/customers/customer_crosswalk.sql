-- One row per record: the customer whom it belongs to.

with

assigned as (

    select
        record_id,
        source_name,
        source_record_id,
        customer_id
    from {{ ref('int_customers_assigned') }}

)

select * from assigned
