-- Grain: one row per CRM account that is not deleted: a firm, or a household.
{{ config(enabled=source_is_enabled('crm')) }}

with

source as (

    {{ raw_columns('crm', 'accounts') }}

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
        cast(id as {{ dbt.type_string() }}) as account_id,
        {{ trimmed('parent_id') }} as parent_id,

        ---------- strings
        {{ trimmed('name') }} as name,
        {{ trimmed('type') }} as account_type,
        {{ trimmed('industry') }} as industry,
        {{ trimmed('phone') }} as phone,
        {{ trimmed('website') }} as website,

        ---------- numbers
        {{ whole_number(landed_number('crm', 'accounts', 'number_of_employees')) }}
            as employee_count,

        ---------- address
        {{ trimmed('billing_street') }} as street_address,
        {{ trimmed('billing_city') }} as city,
        {{ trimmed('billing_state') }} as region,
        {{ trimmed('billing_postal_code') }} as postal_code,
        {{ trimmed('billing_country') }} as country,

        ---------- timestamps
        {{ landed_timestamp('crm', 'accounts', 'created_date') }} as created_at,
        {{ landed_timestamp('crm', 'accounts', 'last_modified_date') }} as updated_at

    from kept

)

select * from renamed
