-- Grain: one row per line of an order of the web shop.
{{ config(enabled=source_is_enabled('shop')) }}

with

source as (

    {{ raw_columns('shop', 'order_lines') }}

),

renamed as (

    select
        ---------- ids
        cast(id as {{ dbt.type_string() }}) as order_line_id,
        'shop:' || cast(order_id as {{ dbt.type_string() }}) as order_id,
        cast(product_id as {{ dbt.type_string() }}) as product_id,
        cast(variant_id as {{ dbt.type_string() }}) as variant_id,

        ---------- strings
        {{ trimmed('title') }} as product_name,
        {{ trimmed('name') }} as variant_name,
        {{ trimmed('sku') }} as sku,
        {{ trimmed('currency') }} as currency,

        ---------- numbers
        {{ whole_number(landed_number('shop', 'order_lines', 'quantity')) }}
            as quantity,
        {{ cents(landed_number('shop', 'order_lines', 'price')) }} as unit_price_cents,
        case
            when {{ trimmed('total_discount') }} is null then 0
            else {{ cents(landed_number('shop', 'order_lines', 'total_discount')) }}
        end as discount_cents,

        ---------- booleans
        coalesce(requires_shipping, true) as is_shipped

    from source

)

select * from renamed
