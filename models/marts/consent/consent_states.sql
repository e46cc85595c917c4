-- One row per customer × purpose × channel that there is evidence for.

with

states as (

    select
        customer_id,
        identifier_type,
        identifier_value,
        purpose,
        channel,
        is_granted,
        event_id,
        lawful_basis,
        policy_version,
        jurisdiction,
        source_signal,
        occurred_at
    from {{ ref('int_consent_states_matched') }}

),

contact_points as (

    select
        customer_id,
        purpose,
        channel,
        contact_type,
        contact_value
    from {{ ref('int_contact_points_permitted') }}

),

-- One identifier's no outweighs every other's yes; among equals the last word decides.
ordered as (

    select
        *,
        row_number() over (
            partition by customer_id, purpose, channel
            order by
                case when is_granted then 1 else 0 end,
                occurred_at desc nulls first,
                {{ bytewise('event_id') }},
                {{ bytewise('identifier_value') }}
        ) as restrictiveness_rank,
        count(case when is_granted then 1 end) over (
            partition by customer_id, purpose, channel
        ) as granted_identifier_count,
        count(case when not is_granted then 1 end) over (
            partition by customer_id, purpose, channel
        ) as withdrawn_identifier_count
    from states

),

combined as (

    select
        ---------- ids
        ordered.customer_id,
        ordered.purpose,
        ordered.channel,

        ---------- the state
        case when ordered.is_granted then 'granted' else 'withdrawn' end as status,
        ordered.is_granted,
        contact_points.contact_type,
        contact_points.contact_value,
        ordered.granted_identifier_count,
        ordered.withdrawn_identifier_count,

        ---------- the evidence that decided
        ordered.event_id,
        ordered.identifier_type,
        ordered.identifier_value,
        ordered.lawful_basis,
        ordered.policy_version,
        ordered.jurisdiction,
        ordered.source_signal,
        ordered.occurred_at
    from ordered
    left join contact_points
        on ordered.customer_id = contact_points.customer_id
            and ordered.purpose = contact_points.purpose
            and ordered.channel = contact_points.channel
            and ordered.is_granted
    where ordered.restrictiveness_rank = 1

)

select * from combined
