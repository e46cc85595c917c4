-- Guards turnover: joining orders to customers neither loses nor multiplies a cent, so the
-- marts' totals per source are the sources' own.
{{ config(enabled=source_is_enabled('shop') and source_is_enabled('pos')) }}

with

staged as (

    select
        'shop' as source_name,
        count(*) as order_count,
        sum(total_cents) as total_cents
    from {{ ref('stg_shop__orders') }}
    union all
    select
        'pos' as source_name,
        count(*) as order_count,
        sum(total_cents) as total_cents
    from {{ ref('stg_pos__receipts') }}

),

published as (

    select
        source_name,
        count(*) as order_count,
        sum(total_cents) as total_cents
    from {{ ref('customer_orders') }}
    group by source_name

)

select
    staged.source_name,
    staged.order_count,
    published.order_count as published_order_count,
    staged.total_cents,
    published.total_cents as published_total_cents
from staged
left join published
    on staged.source_name = published.source_name
where
    staged.order_count != coalesce(published.order_count, 0)
    or coalesce(staged.total_cents, 0) != coalesce(published.total_cents, 0)
