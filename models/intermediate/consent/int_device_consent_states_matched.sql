-- One row per customer × device × purpose × channel: the last word that was given with
-- the device while it was theirs. None while the web is off.
{% set has_web = source_is_enabled('web') %}
{{ config(materialized='table' if has_web else 'view') }}

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
    where identifier_type = 'device_id'

),

stays as (

    {% if has_web -%}
        select
            identifier_type,
            {{ compact_key('identifier_value') }} as identifier_value,
            person_id,
            customer_id,
            valid_from,
            valid_to,
            is_over_limit,
            count(*) over (
                partition by identifier_type, identifier_value
            ) as stay_count
        from {{ ref('int_device_stays_bounded') }}
    {%- else -%}
        select
            identifier_type,
            identifier_value,
            cast(null as {{ dbt.type_string() }}) as person_id,
            cast(null as {{ dbt.type_string() }}) as customer_id,
            occurred_at as valid_from,
            occurred_at as valid_to,
            false as is_over_limit,
            0 as stay_count
        from events
        where 1 = 0
    {%- endif %}

),

-- A no reaches whose device it was in that moment; where nobody can tell, as on a kiosk or
-- without a time, everybody who signed in there. A yes reaches only who alone ever signed in
-- there.
reached as (

    select distinct
        stays.customer_id,
        events.event_id,
        events.identifier_type,
        events.identifier_value,
        events.purpose,
        events.channel,
        events.is_grant,
        events.lawful_basis,
        events.policy_version,
        events.jurisdiction,
        events.source_signal,
        events.occurred_at,
        events.recorded_at
    from events
    inner join stays
        on events.identifier_type = stays.identifier_type
        and events.identifier_value = stays.identifier_value
    where
        stays.customer_id is not null
        and case
            when events.is_grant
                then stays.stay_count = 1
            when stays.is_over_limit or events.occurred_at is null
                then true
            else
                coalesce(events.occurred_at >= stays.valid_from, true)
                and coalesce(events.occurred_at < stays.valid_to, true)
        end

),

latest as (

    {{ last_answers(
        'reached',
        ['customer_id', 'identifier_type', 'identifier_value', 'purpose', 'channel']
    ) | indent(4) }}

)

select * from latest
