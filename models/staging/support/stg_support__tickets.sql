-- Grain: one row per ticket, deleted ones left out.
{{ config(enabled=source_is_enabled('support')) }}

with

source as (

    {{ raw_columns('support', 'tickets') }}

),

renamed as (

    select
        ---------- ids
        cast(id as {{ dbt.type_string() }}) as ticket_id,
        'support:' || cast(requester_id as {{ dbt.type_string() }}) as record_id,
        cast(assignee_id as {{ dbt.type_string() }}) as agent_id,

        ---------- text
        {{ trimmed('subject') }} as subject,
        {{ trimmed('description') }} as body,

        ---------- strings
        lower({{ trimmed('status') }}) as status,
        lower({{ trimmed('priority') }}) as priority,
        lower({{ trimmed('type') }}) as ticket_type,
        lower({{ trimmed('via_channel') }}) as channel,

        ---------- timestamps
        {{ landed_timestamp('support', 'tickets', 'created_at') }} as opened_at,
        {{ landed_timestamp('support', 'tickets', 'updated_at') }} as updated_at

    from source
    where coalesce(lower({{ trimmed('status') }}), '') <> 'deleted'

)

select * from renamed
