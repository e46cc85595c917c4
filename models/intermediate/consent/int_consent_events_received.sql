{{ config(materialized='view') }}

-- One row per consent event; none while no consent source is on.

with

events as (

    {% if source_is_enabled('consent') -%}
        select * from {{ ref('stg_consent__events') }}
    {%- else -%}
        {{ no_consent_events() }}
    {%- endif %}

),

named as (

    select
        event_id,
        identifier_type,
        identifier_value as identifier_value_raw,
        -- Where a number without a country code was dialled from: US of US-CA.
        coalesce(
            split_part(jurisdiction, '-', 1), '{{ var("default_country") }}'
        ) as phone_region,
        coalesce(purpose, 'any') as purpose,
        coalesce({{ consent_channel('channel') }}, 'any') as channel,
        -- A status that nobody knows is no grant.
        coalesce(status = 'granted', false) as is_grant,
        lawful_basis,
        policy_version,
        jurisdiction,
        source_signal,
        occurred_at,
        recorded_at
    from events

),

-- A withdrawal must not lose to a grant because a clock was wrong: without a time that
-- can be true it has that of its recording, and without that none, which counts as the
-- latest. A grant has no time but its own, and without one it counts for nothing: it may
-- have been recorded long after a withdrawal that took it back.
received as (

    select
        event_id,
        identifier_type,
        identifier_value_raw,
        phone_region,
        purpose,
        channel,
        is_grant,
        lawful_basis,
        policy_version,
        jurisdiction,
        source_signal,
        case
            when is_grant then occurred_at
            when {{ is_plausible_answer_time('occurred_at') }} then occurred_at
            when {{ is_plausible_answer_time('recorded_at') }} then recorded_at
        end as occurred_at,
        recorded_at
    from named

)

select * from received
