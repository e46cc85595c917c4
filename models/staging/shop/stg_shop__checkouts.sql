-- Grain: one row per checkout of the web shop that was left.
{{ config(enabled=source_is_enabled('shop')) }}

with

source as (

    {{ raw_columns('shop', 'abandoned_checkouts') }}

),

renamed as (

    select
        ---------- ids: the record is the account's, or the one that a guest's checkout is
        cast(id as {{ dbt.type_string() }}) as checkout_id,
        case
            when customer__id is not null
                then 'shop:' || cast(customer__id as {{ dbt.type_string() }})
            {% if source_is_enabled('shop_checkout') %}
                when
                    coalesce(
                        {{ trimmed('email') }}, {{ trimmed('phone') }}
                    ) is not null
                    then 'shop_checkout:' || cast(id as {{ dbt.type_string() }})
            {% endif %}
        end as record_id,

        ---------- strings
        {{ trimmed('currency') }} as currency,

        ---------- money
        {{ cents(landed_number('shop', 'abandoned_checkouts', 'subtotal_price')) }}
            as subtotal_cents,
        {{ cents(landed_number('shop', 'abandoned_checkouts', 'total_price')) }}
            as total_cents,

        ---------- booleans
        coalesce(buyer_accepts_marketing, false) as accepts_marketing,
        {{ trimmed('completed_at') }} is not null as is_completed,

        ---------- timestamps
        {{ landed_timestamp('shop', 'abandoned_checkouts', 'created_at') }}
            as abandoned_at,
        {{ landed_timestamp('shop', 'abandoned_checkouts', 'completed_at') }}
            as completed_at

    from source

)

select * from renamed
