-- One row per identifier × purpose × channel: the last word given with that identifier.

with

events as (

    select
        event_id,
        identifier_type,
        identifier_value,
        purpose,
        channel,
        is_grant,
        lawful_basis,
        policy_version,
        jurisdiction,
        source_signal,
        occurred_at,
        recorded_at
    from {{ ref('int_consent_events_standardized') }}

),

latest as (

    {{ last_answers(
        'events',
        ['identifier_type', 'identifier_value', 'purpose', 'channel']
    ) | indent(4) }}

)

select * from latest
