-- Grain: one row per order that a guest placed: the record that the checkout left of a person.
{{ config(enabled=source_is_enabled('shop_guest')) }}

with

source as (

    {{ raw_columns('shop', 'orders') }}

),

-- An order without an account is a record of somebody as soon as it says anything of who.
guests as (

    select *
    from source
    where
        customer__id is null
        and not coalesce(test, false)
        and coalesce(
            {{ trimmed('email') }},
            {{ trimmed('phone') }},
            {{ trimmed('shipping_address__last_name') }}
        ) is not null

),

renamed as (

    select
        ---------- ids
        'shop_guest:' || cast(id as {{ dbt.type_string() }}) as record_id,
        'shop_guest' as source_name,
        cast(id as {{ dbt.type_string() }}) as source_record_id,

        ---------- person
        {{ trimmed('shipping_address__first_name') }} as given_name,
        cast(null as {{ dbt.type_string() }}) as middle_name,
        {{ trimmed('shipping_address__last_name') }} as family_name,
        cast(null as {{ dbt.type_string() }}) as full_name,
        cast(null as {{ dbt.type_string() }}) as date_of_birth,

        ---------- contact
        {{ listed_values(['email', 'contact_email']) }} as email,
        {{ listed_values(
            ['phone', 'shipping_address__phone', 'billing_address__phone']
        ) }} as phone,

        ---------- address
        {{ trimmed(
            "coalesce(shipping_address__address1, '') || ' ' || "
            ~ "coalesce(shipping_address__address2, '')"
        ) }} as street_address,
        {{ trimmed('shipping_address__city') }} as city,
        {{ trimmed('shipping_address__province_code') }} as region,
        {{ trimmed('shipping_address__zip') }} as postal_code,
        {{ trimmed('shipping_address__country_code') }} as country,

        ---------- numbers and codes
        cast(null as {{ dbt.type_string() }}) as national_id,
        cast(null as {{ dbt.type_string() }}) as gender,
        cast(null as {{ dbt.type_string() }}) as loyalty_id,

        ---------- timestamps
        {{ landed_timestamp('shop', 'orders', 'created_at') }} as created_at,
        {{ landed_timestamp('shop', 'orders', 'created_at') }} as updated_at

    from guests

)

select * from renamed
