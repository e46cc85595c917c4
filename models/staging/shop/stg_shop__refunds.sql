-- Grain: one row per refund × line of the order; a whole order has one row without a line.
{{ config(enabled=source_is_enabled('shop')) }}

with

source as (

    {{ raw_columns('shop', 'refunds') }}

),

renamed as (

    select
        ---------- ids
        cast(id as {{ dbt.type_string() }}) as refund_id,
        'shop:' || cast(order_id as {{ dbt.type_string() }}) as order_id,
        cast(line_item_id as {{ dbt.type_string() }}) as order_line_id,

        ---------- strings
        {{ trimmed('currency') }} as currency,
        {{ trimmed('note') }} as note,

        ---------- numbers
        {{ whole_number(landed_number('shop', 'refunds', 'quantity')) }} as quantity,
        {{ cents(landed_number('shop', 'refunds', 'amount')) }} as amount_cents,

        ---------- booleans
        coalesce(restock, false) as is_restocked,

        ---------- timestamps
        coalesce(
            {{ landed_timestamp('shop', 'refunds', 'processed_at') }},
            {{ landed_timestamp('shop', 'refunds', 'created_at') }}
        ) as refunded_at

    from source

)

select * from renamed
