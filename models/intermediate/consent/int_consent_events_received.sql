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

received as (

    select
        event_id,
        identifier_type,
        identifier_value as identifier_value_raw,
        -- Where a number without a country code was dialled from: US of US-CA.
        coalesce(
            split_part(jurisdiction, '-', 1), '{{ var("default_country") }}'
        ) as phone_region,
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
    from events

)

select * from received
