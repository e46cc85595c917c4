-- Grain: one row per telephone call with support.
{{ config(enabled=source_is_enabled('support')) }}

with

source as (

    {{ raw_columns('support', 'calls') }}

),

renamed as (

    select
        ---------- ids
        cast(id as {{ dbt.type_string() }}) as call_id,
        cast(ticket_id as {{ dbt.type_string() }}) as ticket_id,
        'support:' || cast(end_user_id as {{ dbt.type_string() }}) as record_id,
        cast(agent_id as {{ dbt.type_string() }}) as agent_id,

        ---------- strings: the other end of the line is the company's own
        lower({{ trimmed('direction') }}) as direction,
        case
            when lower({{ trimmed('direction') }}) = 'outbound'
                then {{ trimmed('to_line') }}
            else {{ trimmed('from_line') }}
        end as phone,
        {{ trimmed('call_disposition') }} as disposition,
        lower({{ trimmed('call_recording_consent') }}) as recording_consent,

        ---------- timestamps
        {{ landed_timestamp('support', 'calls', 'call_started_at') }} as started_at,
        {{ landed_timestamp('support', 'calls', 'call_ended_at') }} as ended_at

    from source

)

select * from renamed
