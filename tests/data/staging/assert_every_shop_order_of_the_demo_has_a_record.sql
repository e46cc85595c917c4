-- Guards that an order's record_id is spelt as the record's own: a prefix or a cast that
-- differs would leave every order without a customer, and no other test would see it.
-- Real shops delete accounts and keep their orders, so it only holds for the demo.
{{ config(
    enabled=(
        var('demo') | string | lower == 'true'
        and source_is_enabled('shop') and source_is_enabled('shop_guest')
    )
) }}

with

orders as (

    select
        order_id,
        record_id
    from {{ ref('stg_shop__orders') }}

),

records as (

    select record_id from {{ ref('stg_shop__customers') }}
    union all
    select record_id from {{ ref('stg_shop__guest_orders') }}

)

select
    orders.order_id,
    orders.record_id
from orders
left join records
    on orders.record_id = records.record_id
where records.record_id is null
