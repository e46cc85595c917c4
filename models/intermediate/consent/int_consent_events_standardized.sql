-- One row per consent event that counts × purpose and channel that it reaches.

with

received as (

    select
        event_id,
        identifier_type,
        identifier_value_raw,
        {{ compact_key('identifier_value_raw') }} as code_key,
        phone_region,
        purpose,
        channel,
        is_grant,
        lawful_basis,
        policy_version,
        jurisdiction,
        source_signal,
        occurred_at,
        recorded_at
    from {{ ref('int_consent_events_received') }}

),

emails as (

    select
        email_raw,
        email_key
    from {{ ref('int_emails_standardized') }}

),

phones as (

    select
        phone_raw,
        phone_region,
        phone_key
    from {{ ref('int_phones_standardized') }}

),

purposes as (

    select
        purpose,
        channel,
        required_lawful_basis
    from {{ ref('purposes') }}

),

-- The identifier in the form in which records hold it. A text that has no such form is
-- kept as it is, and meets no record.
events as (

    select
        received.event_id,
        received.identifier_type,
        coalesce(
            case received.identifier_type
                when 'email' then emails.email_key
                when 'phone' then phones.phone_key
                else received.code_key
            end,
            received.identifier_value_raw
        ) as identifier_value,
        received.purpose,
        received.channel,
        received.is_grant,
        received.lawful_basis,
        received.policy_version,
        received.jurisdiction,
        received.source_signal,
        received.occurred_at,
        received.recorded_at
    from received
    left join emails
        on received.identifier_type = 'email'
            and received.identifier_value_raw = emails.email_raw
    left join phones
        on received.identifier_type = 'phone'
            and received.identifier_value_raw = phones.phone_raw
            and received.phone_region = phones.phone_region

),

-- A grant reaches the purpose and channel that it names and no other.
grants as (

    select
        events.event_id,
        events.identifier_type,
        events.identifier_value,
        purposes.purpose,
        purposes.channel,
        events.is_grant,
        events.lawful_basis,
        events.policy_version,
        events.jurisdiction,
        events.source_signal,
        events.occurred_at,
        events.recorded_at
    from events
    inner join purposes
        on events.purpose = purposes.purpose
            and events.channel = purposes.channel
    where
        events.is_grant
        and events.occurred_at <= {{ as_of() }}
        and coalesce(
            purposes.required_lawful_basis = events.lawful_basis,
            purposes.required_lawful_basis is null
        )

),

-- A withdrawal that names any purpose or any channel reaches all of them, and counts
-- from when it is known, whatever time it claims.
withdrawals as (

    select
        events.event_id,
        events.identifier_type,
        events.identifier_value,
        purposes.purpose,
        purposes.channel,
        events.is_grant,
        events.lawful_basis,
        events.policy_version,
        events.jurisdiction,
        events.source_signal,
        events.occurred_at,
        events.recorded_at
    from events
    inner join purposes
        on coalesce(nullif(events.purpose, 'any'), purposes.purpose) = purposes.purpose
            and coalesce(nullif(events.channel, 'any'), purposes.channel)
            = purposes.channel
    where not events.is_grant

),

evidence as (

    select * from grants
    union all
    select * from withdrawals

)

select * from evidence
