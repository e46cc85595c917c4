-- Grain: one row per event of the consent log, which nobody rewrites.
{{ config(enabled=source_is_enabled('consent')) }}

with

source as (

    {{ raw_columns('consent', 'events') }}

),

renamed as (

    select
        ---------- ids
        cast(event_id as {{ dbt.type_string() }}) as event_id,

        ---------- whom: the identifier that the person gave the answer with, as it was written
        lower({{ trimmed('identifier_type') }}) as identifier_type,
        {{ trimmed('identifier_value') }} as identifier_value,

        ---------- what
        lower({{ trimmed('purpose') }}) as purpose,
        lower({{ trimmed('channel') }}) as channel,
        lower({{ trimmed('status') }}) as status,

        ---------- evidence
        lower({{ trimmed('lawful_basis') }}) as lawful_basis,
        {{ trimmed('policy_version') }} as policy_version,
        upper({{ trimmed('jurisdiction') }}) as jurisdiction,
        -- the string of a cookie banner says something else in other letters
        case
            when {{ trimmed('source_signal') }} like 'tcf:%'
                then {{ trimmed('source_signal') }}
            else lower({{ trimmed('source_signal') }})
        end as source_signal,

        ---------- timestamps
        {{ landed_timestamp('consent', 'events', 'occurred_at') }} as occurred_at,
        {{ landed_timestamp('consent', 'events', 'recorded_at') }} as recorded_at

    from source

)

select * from renamed
