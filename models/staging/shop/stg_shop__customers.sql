-- Grain: one row per customer account of the web shop.
{{ config(enabled=source_is_enabled('shop')) }}

with

source as (

    {{ raw_columns('shop', 'customers') }}

),

renamed as (

    select
        ---------- ids
        'shop:' || cast(id as {{ dbt.type_string() }}) as record_id,
        'shop' as source_name,
        cast(id as {{ dbt.type_string() }}) as source_record_id,

        ---------- person
        {{ trimmed('first_name') }} as given_name,
        cast(null as {{ dbt.type_string() }}) as middle_name,
        {{ trimmed('last_name') }} as family_name,
        cast(null as {{ dbt.type_string() }}) as full_name,
        cast(null as {{ dbt.type_string() }}) as date_of_birth,

        ---------- contact
        {{ trimmed('email') }} as email,
        coalesce(
            {{ trimmed('phone') }}, {{ trimmed('default_address__phone') }}
        ) as phone,

        ---------- address
        {{ trimmed(
            "coalesce(default_address__address1, '') || ' ' || "
            ~ "coalesce(default_address__address2, '')"
        ) }} as street_address,
        {{ trimmed('default_address__city') }} as city,
        {{ trimmed('default_address__province_code') }} as region,
        {{ trimmed('default_address__zip') }} as postal_code,
        {{ trimmed('default_address__country_code') }} as country,

        ---------- numbers and codes
        cast(null as {{ dbt.type_string() }}) as national_id,
        cast(null as {{ dbt.type_string() }}) as gender,
        cast(null as {{ dbt.type_string() }}) as loyalty_id,

        ---------- timestamps
        {{ raw_timestamp('created_at') }} as created_at,
        {{ raw_timestamp('updated_at') }} as updated_at

    from source

)

select * from renamed
