-- One row per customer_id that is no longer alive × living customer who took over from it.

with

stays as (

    select
        customer_id,
        to_run,
        to_at
    from {{ ref('int_customer_stays_recorded') }}

),

followed as (

    select
        customer_id,
        next_customer_id
    from {{ ref('int_customer_ids_followed') }}

),

redirected as (

    {{ group_redirects('customers', 'stays', 'followed') | indent(4) }}

)

select * from redirected
