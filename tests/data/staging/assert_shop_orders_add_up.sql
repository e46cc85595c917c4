-- Guards the shop's money: goods, shipping and tax that is not in the price make the total.
-- A column read as the wrong one, or cents lost in a cast, would break it.
-- Only a warning outside the demo, since a real shop adds tips and duties to a total.
{{ config(
    enabled=source_is_enabled('shop'),
    severity='error' if var('demo') | string | lower == 'true' else 'warn',
) }}

select
    order_id,
    subtotal_cents,
    shipping_cents,
    tax_cents,
    total_cents
from {{ ref('stg_shop__orders') }}
where
    total_cents
    != subtotal_cents
    + shipping_cents
    + case when is_tax_included then 0 else tax_cents end
