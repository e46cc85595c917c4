-- One row per customer × identifier × purpose × channel: the states that the
-- identifiers bring along.

with

assigned as (

    select
        record_key,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

identifiers as (

    select
        record_key,
        identifier_type,
        identifier_value,
        is_usable,
        unusable_reason
    from {{ ref('int_identifiers_screened') }}

),

-- An address that nobody can read as one (a comma for the dot) is no identifier, but the
-- person withdrew with the very text that the source has.
unreadable_emails as (

    select
        standardized.record_key,
        {{ lower_text('records.email') }} as email_text
    from {{ ref('int_records_standardized') }} as standardized
    inner join {{ ref('int_records_unioned') }} as records
        on standardized.record_id = records.record_id
    where
        records.email is not null
        and (standardized.email_key is null or standardized.email_raw <> records.email)

),

states as (

    select
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
    from {{ ref('int_consent_states_derived') }}

),

customer_identifiers as (

    select distinct
        assigned.customer_id,
        identifiers.identifier_type,
        identifiers.identifier_value,
        identifiers.is_usable,
        identifiers.unusable_reason
    from assigned
    inner join identifiers on assigned.record_key = identifiers.record_key
    union all
    select distinct
        assigned.customer_id,
        'email' as identifier_type,
        unreadable_emails.email_text as identifier_value,
        false as is_usable,
        case
            when {{ is_placeholder_identifier(
                "'email'", 'unreadable_emails.email_text'
            ) }}
                or length(unreadable_emails.email_text) < 6
                then 'placeholder'
            else 'unreadable'
        end as unusable_reason
    from assigned
    inner join unreadable_emails
        on assigned.record_key = unreadable_emails.record_key

),

-- A placeholder speaks for nobody. An identifier that too many people share, or that
-- cannot be read, can take consent away from each who holds it and give it to none.
matched as (

    select
        customer_identifiers.customer_id,
        states.identifier_type,
        states.identifier_value,
        states.purpose,
        states.channel,
        states.is_granted,
        states.event_id,
        states.lawful_basis,
        states.policy_version,
        states.jurisdiction,
        states.source_signal,
        states.occurred_at
    from customer_identifiers
    inner join states
        on customer_identifiers.identifier_type = states.identifier_type
            and customer_identifiers.identifier_value = states.identifier_value
    where
        customer_identifiers.is_usable
        or (
            customer_identifiers.unusable_reason <> 'placeholder'
            and not states.is_granted
        )
    union all
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
    from {{ ref('int_device_consent_states_matched') }}

)

select * from matched
