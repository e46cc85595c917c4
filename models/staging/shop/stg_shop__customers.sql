-- Grain: one row per customer account of the web shop.
{{ config(enabled=source_is_enabled('shop')) }}

with

source as (

    {{ raw_columns('shop', 'customers') }}

),

orders as (

    {{ raw_columns('shop', 'orders') }}

),

-- What the customer typed at the last checkout that asked for it.
checkouts as (

    select
        customer__id,
        {{ trimmed('email') }} as email,
        {{ trimmed('phone') }} as phone,
        row_number() over (
            partition by customer__id, {{ trimmed('email') }} is null
            order by created_at desc, id desc
        ) as email_recency,
        row_number() over (
            partition by customer__id, {{ trimmed('phone') }} is null
            order by created_at desc, id desc
        ) as phone_recency
    from orders
    where customer__id is not null and not coalesce(test, false)

),

checkout_emails as (

    select
        customer__id,
        email
    from checkouts
    where email is not null and email_recency = 1

),

checkout_phones as (

    select
        customer__id,
        phone
    from checkouts
    where phone is not null and phone_recency = 1

),

renamed as (

    select
        ---------- ids
        'shop:' || cast(customers.id as {{ dbt.type_string() }}) as record_id,
        'shop' as source_name,
        cast(customers.id as {{ dbt.type_string() }}) as source_record_id,

        ---------- person
        {{ trimmed('customers.first_name') }} as given_name,
        cast(null as {{ dbt.type_string() }}) as middle_name,
        {{ trimmed('customers.last_name') }} as family_name,
        cast(null as {{ dbt.type_string() }}) as full_name,
        cast(null as {{ dbt.type_string() }}) as date_of_birth,

        ---------- contact
        {{ listed_values(
            ['customers.email', 'checkout_emails.email']
        ) }} as email,
        {{ listed_values([
            'customers.phone', 'customers.default_address__phone', 'checkout_phones.phone'
        ]) }} as phone,

        ---------- address
        {{ trimmed(
            "coalesce(customers.default_address__address1, '') || ' ' || "
            ~ "coalesce(customers.default_address__address2, '')"
        ) }} as street_address,
        {{ trimmed('customers.default_address__city') }} as city,
        {{ trimmed('customers.default_address__province_code') }} as region,
        {{ trimmed('customers.default_address__zip') }} as postal_code,
        {{ trimmed('customers.default_address__country_code') }} as country,

        ---------- numbers and codes
        cast(null as {{ dbt.type_string() }}) as national_id,
        cast(null as {{ dbt.type_string() }}) as gender,
        cast(null as {{ dbt.type_string() }}) as loyalty_id,

        ---------- timestamps
        {{ landed_timestamp('shop', 'customers', 'customers.created_at') }}
            as created_at,
        {{ landed_timestamp('shop', 'customers', 'customers.updated_at') }}
            as updated_at

    from source as customers
    left join checkout_emails
        on customers.id = checkout_emails.customer__id
    left join checkout_phones
        on customers.id = checkout_phones.customer__id

)

select * from renamed
