-- One row per stay of a record with a customer, past and present.

with

stays as (

    select
        record_id,
        customer_id,
        from_run,
        to_run,
        from_at as valid_from,
        to_at as valid_to
    from {{ ref('int_customer_stays_recorded') }}

)

select * from stays
