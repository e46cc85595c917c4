-- Grain: one row per order of the web shop or receipt of a till.
{{ config(enabled=source_is_enabled('shop') or source_is_enabled('pos')) }}
{% set order_models = {'shop': 'stg_shop__orders', 'pos': 'stg_pos__receipts'} %}

with

orders as (

    {% for name, model in order_models.items() if source_is_enabled(name) %}
        select
            order_id,
            record_id,
            source_name,
            source_order_id,
            order_type,
            store_id,
            currency,
            subtotal_cents,
            shipping_cents,
            tax_cents,
            total_cents,
            is_tax_included,
            is_return,
            is_cancelled,
            ordered_at
        from {{ ref(model) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

customer_crosswalk as (

    select
        record_id,
        customer_id
    from {{ ref('customer_crosswalk') }}

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
