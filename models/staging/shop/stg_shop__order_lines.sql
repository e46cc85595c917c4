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
        cast(quantity as bigint) as quantity,
        {{ cents('price') }} as unit_price_cents,
        coalesce({{ cents('total_discount') }}, 0) as discount_cents,

        ---------- booleans
        coalesce(requires_shipping, true) as is_shipped

    from source

)

select * from renamed
