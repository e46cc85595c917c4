-- Grain: one row per CRM lead that is not deleted, converted ones included.
{{ config(enabled=source_is_enabled('crm_lead')) }}

with

source as (

    {{ raw_columns('crm', 'leads') }}

),

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
        'crm_lead:' || cast(id as {{ dbt.type_string() }}) as record_id,
        'crm_lead' as source_name,
        cast(id as {{ dbt.type_string() }}) as source_record_id,

        ---------- person
        {{ trimmed('first_name') }} as given_name,
        cast(null as {{ dbt.type_string() }}) as middle_name,
        {{ trimmed('last_name') }} as family_name,
        cast(null as {{ dbt.type_string() }}) as full_name,
        cast(null as {{ dbt.type_string() }}) as date_of_birth,

        ---------- contact
        {{ trimmed('email') }} as email,
        {{ listed_values(['mobile_phone', 'phone']) }} as phone,

        ---------- address
        {{ trimmed('street') }} as street_address,
        {{ trimmed('city') }} as city,
        {{ trimmed('state') }} as region,
        {{ trimmed('postal_code') }} as postal_code,
        {{ trimmed('country') }} as country,

        ---------- numbers and codes
        cast(null as {{ dbt.type_string() }}) as national_id,
        cast(null as {{ dbt.type_string() }}) as gender,
        cast(null as {{ dbt.type_string() }}) as loyalty_id,

        ---------- timestamps
        {{ landed_timestamp('crm', 'leads', 'created_date') }} as created_at,
        {{ landed_timestamp('crm', 'leads', 'last_modified_date') }} as updated_at

    from kept

)

select * from renamed
