-- One row per record: the customer_id that its cluster claims, and from whom it comes.

with

records as (

    select
        record_key,
        record_id,
        cluster_key,
        last_customer_id,
        is_open,
        last_customer_first_run,
        is_claimable,
        is_name_taken,
        run_number
    from {{ ref('int_records_remembered') }}

),

claimed as (

    {{ claimed_groups('customers', 'records') | indent(4) }}

)

select * from claimed
