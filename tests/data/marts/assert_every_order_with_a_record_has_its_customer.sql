-- Guards the way from an order to its customer: an order whose record is in the crosswalk
-- has exactly that record's customer, whoever the record was merged with.
{{ config(enabled=source_is_enabled('shop') or source_is_enabled('pos')) }}

select
    customer_orders.order_id,
    customer_orders.customer_id,
    customer_crosswalk.customer_id as crosswalk_customer_id
from {{ ref('customer_orders') }} as customer_orders
inner join {{ ref('customer_crosswalk') }} as customer_crosswalk
    on customer_orders.record_id = customer_crosswalk.record_id
where coalesce(customer_orders.customer_id, '') != customer_crosswalk.customer_id
