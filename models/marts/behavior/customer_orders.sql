-- Grain: one row per order of the web shop or receipt of a till.
{{ config(enabled=source_is_enabled('shop') or source_is_enabled('pos')) }}

with

{% if source_is_enabled('shop') -%}
shop_orders as (

    select
        order_id,
        record_id,
        source_order_id,
        currency,
        subtotal_cents,
        shipping_cents,
        tax_cents,
        total_cents,
        is_tax_included,
        is_cancelled,
        ordered_at,
        'shop' as source_name,
        'order' as order_type,
        cast(null as {{ dbt.type_string() }}) as store_id,
        false as is_return
    from {{ ref('stg_shop__orders') }}

),

{% endif -%}
{% if source_is_enabled('pos') -%}
pos_receipts as (

    select
        order_id,
        record_id,
        source_order_id,
        currency,
        subtotal_cents,
        cast(0 as bigint) as shipping_cents,
        tax_cents,
        total_cents,
        false as is_tax_included,
        false as is_cancelled,
        ordered_at,
        'pos' as source_name,
        'receipt' as order_type,
        store_id,
        is_return
    from {{ ref('stg_pos__receipts') }}

),

{% endif -%}
customer_crosswalk as (

    select
        record_id,
        customer_id
    from {{ ref('customer_crosswalk') }}

),

orders as (

    {% if source_is_enabled('shop') -%}
    select * from shop_orders
    {% endif -%}
    {% if source_is_enabled('shop') and source_is_enabled('pos') -%}
    union all
    {% endif -%}
    {% if source_is_enabled('pos') -%}
    select * from pos_receipts
    {% endif %}

),

-- Left: a receipt without a card, or an order of a deleted account, is nobody's.
joined as (

    select
        orders.order_id,
        customer_crosswalk.customer_id,
        orders.record_id,
        orders.source_name,
        orders.source_order_id,
        orders.order_type,
        orders.store_id,
        orders.currency,
        orders.subtotal_cents,
        orders.shipping_cents,
        orders.tax_cents,
        orders.total_cents,
        orders.is_tax_included,
        orders.is_return,
        orders.is_cancelled,
        orders.ordered_at
    from orders
    left join customer_crosswalk
        on orders.record_id = customer_crosswalk.record_id

)

select * from joined
