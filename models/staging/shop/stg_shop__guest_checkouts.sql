-- Grain: one row per checkout that a guest left: the record that it has of a person.
{{ config(enabled=source_is_enabled('shop_checkout')) }}

with

source as (

    {{ raw_columns('shop', 'abandoned_checkouts') }}

),

-- One of an account is the account's, as an order is.
guests as (

    select *
    from source
    where
        customer__id is null
        and coalesce({{ trimmed('email') }}, {{ trimmed('phone') }}) is not null

),

renamed as (

    select
        ---------- ids
        'shop_checkout:' || cast(id as {{ dbt.type_string() }}) as record_id,
        'shop_checkout' as source_name,
        cast(id as {{ dbt.type_string() }}) as source_record_id,

        ---------- person
        cast(null as {{ dbt.type_string() }}) as given_name,
        cast(null as {{ dbt.type_string() }}) as middle_name,
        cast(null as {{ dbt.type_string() }}) as family_name,
        cast(null as {{ dbt.type_string() }}) as full_name,
        cast(null as {{ dbt.type_string() }}) as date_of_birth,

        ---------- contact
        {{ trimmed('email') }} as email,
        {{ trimmed('phone') }} as phone,

        ---------- address
        cast(null as {{ dbt.type_string() }}) as street_address,
        cast(null as {{ dbt.type_string() }}) as city,
        cast(null as {{ dbt.type_string() }}) as region,
        cast(null as {{ dbt.type_string() }}) as postal_code,
        cast(null as {{ dbt.type_string() }}) as country,

        ---------- numbers and codes
        cast(null as {{ dbt.type_string() }}) as national_id,
        cast(null as {{ dbt.type_string() }}) as gender,
        cast(null as {{ dbt.type_string() }}) as loyalty_id,

        ---------- timestamps
        {{ landed_timestamp('shop', 'abandoned_checkouts', 'created_at') }}
            as created_at,
        coalesce(
            {{ landed_timestamp('shop', 'abandoned_checkouts', 'updated_at') }},
            {{ landed_timestamp('shop', 'abandoned_checkouts', 'created_at') }}
        ) as updated_at

    from guests

)

select * from renamed
