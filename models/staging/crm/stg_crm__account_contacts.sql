-- Grain: one row per CRM contact that belongs to an account and is not deleted.
{{ config(enabled=source_is_enabled('crm')) }}

with

source as (

    {{ raw_columns('crm', 'contacts') }}

),

renamed as (

    select
        ---------- ids
        'crm:' || cast(id as {{ dbt.type_string() }}) as record_id,
        {{ trimmed('account_id') }} as account_id

    from source
    where
        {{ trimmed('account_id') }} is not null
        and not coalesce(is_deleted, false)
        and not coalesce(_fivetran_deleted, false)

)

select * from renamed
