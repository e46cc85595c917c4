-- One row per consent event that counts as evidence and purpose and channel it reaches.

with

raw_events as (

    {% if source_is_enabled('consent') -%}
        select * from {{ ref('stg_consent__events') }}
    {%- else -%}
        {{ no_consent_events() }}
    {%- endif %}

),

events as (

    select
        event_id,
        identifier_type,
        {{ consent_identifier_key('identifier_type', 'identifier_value', 'jurisdiction') }}
            as identifier_value,
        coalesce(purpose, 'any') as purpose,
        coalesce(channel, 'any') as channel,
        -- A status that nobody knows is no grant.
        coalesce(status = 'granted', false) as is_grant,
        lawful_basis,
        policy_version,
        jurisdiction,
        source_signal,
        coalesce(occurred_at, recorded_at) as occurred_at,
        recorded_at
    from raw_events

),

purposes as (

    select
        purpose,
        channel,
        required_lawful_basis
    from {{ ref('purposes') }}

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
        on case when events.purpose = 'any' then purposes.purpose else events.purpose end
            = purposes.purpose
        and case when events.channel = 'any' then purposes.channel else events.channel end
            = purposes.channel
    where not events.is_grant

),

evidence as (

    select * from grants
    union all
    select * from withdrawals

)

select * from evidence
