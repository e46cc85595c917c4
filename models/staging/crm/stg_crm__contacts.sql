-- Grain: one row per CRM contact that is not deleted.
{{ config(enabled=source_is_enabled('crm')) }}

with

source as (

    {{ raw_columns('crm', 'contacts') }}

),

-- A deleted contact is somebody's decision that the record is no more: a duplicate that
-- was merged away, or a person who asked for it. It must not come back as a customer.
kept as (

    select *
    from source
    where
        not coalesce(is_deleted, false)
        and not coalesce(_fivetran_deleted, false)

),

renamed as (

    select
        ---------- ids
        'crm:' || cast(id as {{ dbt.type_string() }}) as record_id,
        'crm' as source_name,
        cast(id as {{ dbt.type_string() }}) as source_record_id,

        ---------- person
        {{ trimmed('first_name') }} as given_name,
        {{ trimmed('middle_name') }} as middle_name,
        {{ trimmed(
            "coalesce(last_name, '') || ' ' || coalesce(suffix, '')"
        ) }} as family_name,
        cast(null as {{ dbt.type_string() }}) as full_name,
        {{ trimmed('birthdate') }} as date_of_birth,

        ---------- contact: the mobile phone is the person's, the others may be shared
        {{ listed_values(['email', 'secondary_email_c']) }} as email,
        {{ listed_values(['mobile_phone', 'phone', 'home_phone', 'other_phone']) }}
            as phone,

        ---------- address
        {{ trimmed('mailing_street') }} as street_address,
        {{ trimmed('mailing_city') }} as city,
        {{ trimmed('mailing_state') }} as region,
        {{ trimmed('mailing_postal_code') }} as postal_code,
        {{ trimmed('mailing_country') }} as country,

        ---------- numbers and codes
        cast(null as {{ dbt.type_string() }}) as national_id,
        {{ trimmed('gender') }} as gender,
        {{ trimmed('loyalty_number_c') }} as loyalty_id,

        ---------- timestamps
        {{ landed_timestamp('crm', 'contacts', 'created_date') }} as created_at,
        {{ landed_timestamp('crm', 'contacts', 'last_modified_date') }} as updated_at

    from kept

)

select * from renamed
