-- Grain: one row per CRM lead that names a company and is not deleted.
{{ config(enabled=source_is_enabled('crm_lead')) }}

with

source as (

    {{ raw_columns('crm', 'leads') }}

),

renamed as (

    select
        ---------- ids
        'crm_lead:' || cast(id as {{ dbt.type_string() }}) as record_id,
        {{ trimmed('converted_account_id') }} as converted_account_id,

        ---------- strings
        {{ trimmed('company') }} as company_name

    from source
    where
        {{ trimmed('company') }} is not null
        and not coalesce(is_deleted, false)
        and not coalesce(_fivetran_deleted, false)

)

select * from renamed
