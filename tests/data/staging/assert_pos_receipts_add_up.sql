-- Guards the tills' money: net and tax make the total, and only a return is below zero.
{{ config(enabled=source_is_enabled('pos')) }}

select
    order_id,
    subtotal_cents,
    tax_cents,
    total_cents,
    is_return
from {{ ref('stg_pos__receipts') }}
where
    total_cents != subtotal_cents + tax_cents
    or (is_return and total_cents > 0)
    or (not is_return and total_cents < 0)
