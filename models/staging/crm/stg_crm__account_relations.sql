-- Grain: one row per CRM contact × account that it has, or had, to do with, not deleted.
{{ config(enabled=source_is_enabled('crm')) }}

with

source as (

    {{ raw_columns('crm', 'account_contact_relations') }}

),

renamed as (

    select
        ---------- ids
        cast(id as {{ dbt.type_string() }}) as relation_id,
        'crm:' || cast(contact_id as {{ dbt.type_string() }}) as record_id,
        {{ trimmed('account_id') }} as account_id,

        ---------- booleans
        coalesce(is_active, true) as is_active,

        ---------- timestamps
        {{ landed_timestamp('crm', 'account_contact_relations', 'start_date') }}
            as started_at,
        {{ landed_timestamp('crm', 'account_contact_relations', 'end_date') }}
            as ended_at,
        {{ landed_timestamp('crm', 'account_contact_relations', 'last_modified_date') }}
            as updated_at

    from source
    where
        {{ trimmed('account_id') }} is not null
        and not coalesce(is_deleted, false)
        and not coalesce(_fivetran_deleted, false)

)

select * from renamed
