-- Grain: one row per profile of the e-mail marketing: a mailbox, whoever reads it.
{{ config(enabled=source_is_enabled('email')) }}

with

source as (

    {{ raw_columns('email', 'profiles') }}

),

-- A deleted profile is somebody's decision that the record is no more.
kept as (

    select *
    from source
    where not coalesce(_fivetran_deleted, false)

),

renamed as (

    select
        ---------- ids
        'email:' || cast(id as {{ dbt.type_string() }}) as record_id,
        'email' as source_name,
        cast(id as {{ dbt.type_string() }}) as source_record_id,

        ---------- person
        {{ trimmed('first_name') }} as given_name,
        cast(null as {{ dbt.type_string() }}) as middle_name,
        {{ trimmed('last_name') }} as family_name,
        cast(null as {{ dbt.type_string() }}) as full_name,
        cast(null as {{ dbt.type_string() }}) as date_of_birth,

        ---------- contact
        {{ trimmed('email') }} as email,
        {{ trimmed('phone_number') }} as phone,

        ---------- address
        {{ trimmed(
            "coalesce(address_1, '') || ' ' || coalesce(address_2, '')"
        ) }} as street_address,
        {{ trimmed('city') }} as city,
        {{ trimmed('region') }} as region,
        {{ trimmed('zip') }} as postal_code,
        {{ trimmed('country') }} as country,

        ---------- numbers and codes
        cast(null as {{ dbt.type_string() }}) as national_id,
        cast(null as {{ dbt.type_string() }}) as gender,
        cast(null as {{ dbt.type_string() }}) as loyalty_id,

        ---------- timestamps
        {{ landed_timestamp('email', 'profiles', 'created') }} as created_at,
        {{ landed_timestamp('email', 'profiles', 'updated') }} as updated_at

    from kept

)

select * from renamed
