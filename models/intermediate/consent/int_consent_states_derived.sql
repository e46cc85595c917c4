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

-- Two answers of one moment: the no counts. An answer without a time counts as the last;
-- only withdrawals can lack one.
ordered as (

    select
        *,
        row_number() over (
            partition by identifier_type, identifier_value, purpose, channel
            order by
                occurred_at desc nulls first,
                case when is_grant then 1 else 0 end,
                recorded_at desc nulls last,
                {{ bytewise('event_id') }}
        ) as recency
    from events

),

latest as (

    select
        identifier_type,
        identifier_value,
        purpose,
        channel,
        is_grant as is_granted,
        event_id,
        lawful_basis,
        policy_version,
        jurisdiction,
        source_signal,
        occurred_at
    from ordered
    where recency = 1

)

select * from latest
