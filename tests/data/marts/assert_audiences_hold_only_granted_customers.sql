-- Nobody is in an audience who has not granted, or of whose identifiers one withdrew
-- last; told from the events themselves and not from consent_states.
-- Breaks when unknown is taken for yes, an old grant outlives a withdrawal, or a merge
-- takes the kinder of two answers.

with

members as (

    {{ audience_members() }}

),

holders as (

    select distinct
        assigned.customer_id,
        identifiers.identifier_type,
        identifiers.identifier_value,
        coalesce(identifiers.unusable_reason, 'none') as unusable_reason
    from {{ ref('int_customers_assigned') }} as assigned
    inner join {{ ref('int_identifiers_screened') }} as identifiers
        on assigned.record_key = identifiers.record_key
    {% if source_is_enabled('web') -%}
        -- a device speaks for who alone ever signed in there
        union all
        select
            max({{ bytewise('customer_id') }}) as customer_id,
            identifier_type,
            {{ compact_key('identifier_value') }} as identifier_value,
            'none' as unusable_reason
        from {{ ref('int_device_stays_bounded') }}
        where identifier_type = 'device_id'
        group by identifier_type, identifier_value
        having max(stay_number) = 1
    {%- endif %}

),

events as (

    select
        identifier_type,
        identifier_value,
        purpose,
        channel,
        max(case when is_grant then occurred_at end) as last_granted_at,
        max(
            case
                when not is_grant
                    then coalesce(
                        occurred_at,
                        cast('9999-12-31' as {{ dbt.type_timestamp() }})
                    )
            end
        ) as last_withdrawn_at
    from {{ ref('int_consent_events_standardized') }}
    group by identifier_type, identifier_value, purpose, channel

),

answers as (

    select
        holders.customer_id,
        events.purpose,
        events.channel,
        max(
            case
                when
                    events.last_granted_at is not null
                    and holders.unusable_reason = 'none'
                    then 1
                else 0
            end
        ) as has_granted,
        max(
            case
                when
                    events.last_withdrawn_at is not null
                    and holders.unusable_reason != 'placeholder'
                    and (
                        events.last_granted_at is null
                        or events.last_withdrawn_at >= events.last_granted_at
                    )
                    then 1
                else 0
            end
        ) as has_withdrawn
    from holders
    inner join events
        on holders.identifier_type = events.identifier_type
            and holders.identifier_value = events.identifier_value
    group by holders.customer_id, events.purpose, events.channel

)

select
    members.audience,
    members.customer_id,
    answers.has_granted,
    answers.has_withdrawn
from members
left join answers
    on members.customer_id = answers.customer_id
        and members.purpose = answers.purpose
        and members.channel = answers.channel
where
    coalesce(answers.has_granted, 0) = 0
    or answers.has_withdrawn = 1
