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
        {{ whole_number(landed_number('pos', 'receipts', 'item_count')) }}
            as item_count,
        {{ cents(landed_number('pos', 'receipts', 'net_amount')) }} as subtotal_cents,
        cast(0 as bigint) as shipping_cents,
        case
            when {{ trimmed('tax_amount') }} is null then 0
            else {{ cents(landed_number('pos', 'receipts', 'tax_amount')) }}
        end as tax_cents,
        {{ cents(landed_number('pos', 'receipts', 'total_amount')) }} as total_cents,

        ---------- booleans
        false as is_tax_included,
        false as is_cancelled,
        coalesce(lower(receipt_type), 'sale') = 'return' as is_return,

        ---------- timestamps
        {{ landed_timestamp('pos', 'receipts', 'sold_at') }} as ordered_at

    from source

)

select * from renamed
