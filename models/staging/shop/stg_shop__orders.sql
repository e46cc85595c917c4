-- Grain: one row per order of the web shop, test orders left out.
{{ config(enabled=source_is_enabled('shop')) }}

with

source as (

    {{ raw_columns('shop', 'orders') }}

),

renamed as (

    select
        ---------- ids: the record is the account's, or the one that a guest's order is
        'shop:' || cast(id as {{ dbt.type_string() }}) as order_id,
        cast(id as {{ dbt.type_string() }}) as source_order_id,
        case
            when customer__id is not null
                then 'shop:' || cast(customer__id as {{ dbt.type_string() }})
            {% if source_is_enabled('shop_guest') %}
                when
                    coalesce(
                        {{ trimmed('email') }},
                        {{ trimmed('phone') }},
                        {{ trimmed('shipping_address__last_name') }}
                    ) is not null
                    then 'shop_guest:' || cast(id as {{ dbt.type_string() }})
            {% endif %}
        end as record_id,

        ---------- strings
        'shop' as source_name,
        'order' as order_type,
        cast(null as {{ dbt.type_string() }}) as store_id,
        {{ trimmed('name') }} as order_name,
        {{ trimmed('financial_status') }} as financial_status,
        {{ trimmed('currency') }} as currency,

        ---------- money: what is not told is 0, what cannot be read is not known
        {{ cents(landed_number('shop', 'orders', 'subtotal_price')) }}
            as subtotal_cents,
        case
            when {{ trimmed('total_shipping_price') }} is null then 0
            else {{ cents(landed_number('shop', 'orders', 'total_shipping_price')) }}
        end as shipping_cents,
        case
            when {{ trimmed('total_tax') }} is null then 0
            else {{ cents(landed_number('shop', 'orders', 'total_tax')) }}
        end as tax_cents,
        {{ cents(landed_number('shop', 'orders', 'total_price')) }} as total_cents,

        ---------- booleans
        coalesce(taxes_included, false) as is_tax_included,
        {{ trimmed('cancelled_at') }} is not null as is_cancelled,
        false as is_return,

        ---------- timestamps
        {{ landed_timestamp('shop', 'orders', 'created_at') }} as ordered_at,
        {{ landed_timestamp('shop', 'orders', 'cancelled_at') }} as cancelled_at

    from source
    where not coalesce(test, false)

)

select * from renamed
