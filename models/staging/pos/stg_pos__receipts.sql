-- Grain: one row per receipt that a till printed, returns among them.
{{ config(enabled=source_is_enabled('pos')) }}

with

source as (

    {{ raw_columns('pos', 'receipts') }}

),

renamed as (

    select
        ---------- ids: a receipt without a card is nobody's record
        'pos:' || cast(receipt_id as {{ dbt.type_string() }}) as order_id,
        cast(receipt_id as {{ dbt.type_string() }}) as source_order_id,
        'pos:' || {{ trimmed('member_id') }} as record_id,

        ---------- strings
        'pos' as source_name,
        'receipt' as order_type,
        {{ trimmed('store_id') }} as store_id,
        {{ trimmed('currency') }} as currency,

        ---------- numbers
        cast(item_count as bigint) as item_count,
        {{ cents('net_amount') }} as subtotal_cents,
        cast(0 as bigint) as shipping_cents,
        coalesce({{ cents('tax_amount') }}, 0) as tax_cents,
        {{ cents('total_amount') }} as total_cents,

        ---------- booleans
        false as is_tax_included,
        false as is_cancelled,
        coalesce(lower(receipt_type), 'sale') = 'return' as is_return,

        ---------- timestamps
        {{ landed_timestamp('pos', 'receipts', 'sold_at') }} as ordered_at

    from source

)

select * from renamed
