-- Grain: one row per loyalty member that a till enrolled.
{{ config(enabled=source_is_enabled('pos')) }}

with

source as (

    {{ raw_columns('pos', 'members') }}

),

renamed as (

    select
        ---------- ids
        'pos:' || cast(member_id as {{ dbt.type_string() }}) as record_id,
        'pos' as source_name,
        cast(member_id as {{ dbt.type_string() }}) as source_record_id,

        ---------- person
        cast(null as {{ dbt.type_string() }}) as given_name,
        cast(null as {{ dbt.type_string() }}) as middle_name,
        cast(null as {{ dbt.type_string() }}) as family_name,
        {{ trimmed('full_name') }} as full_name,
        {{ trimmed('birth_date') }} as date_of_birth,

        ---------- contact
        {{ trimmed('email') }} as email,
        {{ trimmed('phone') }} as phone,

        ---------- address
        {{ trimmed('address_line') }} as street_address,
        {{ trimmed('city') }} as city,
        cast(null as {{ dbt.type_string() }}) as region,
        {{ trimmed('postcode') }} as postal_code,
        {{ trimmed('country_code') }} as country,

        ---------- numbers and codes
        cast(null as {{ dbt.type_string() }}) as national_id,
        {{ trimmed('sex') }} as gender,
        {{ trimmed('card_number') }} as loyalty_id,

        ---------- timestamps
        {{ landed_timestamp('pos', 'members', 'enrolled_at') }} as created_at,
        {{ landed_timestamp('pos', 'members', 'updated_at') }} as updated_at

    from source

)

select * from renamed
