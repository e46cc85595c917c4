-- One row per consent event that counts × identifier, purpose and channel it reaches.

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
        value_number,
        email_key
    from {{ ref('int_emails_standardized') }}

),

phones as (

    select
        phone_raw,
        phone_region,
        value_number,
        phone_key
    from {{ ref('int_phones_standardized') }}

),

-- Of a text with several addresses or numbers those behind the first one.
further_values as (

    select
        'email' as identifier_type,
        further.email_raw as identifier_value_raw,
        cast(null as {{ dbt.type_string() }}) as phone_region,
        further.email_key as identifier_value
    from emails as further
    inner join emails as firsts
        on further.email_raw = firsts.email_raw
            and firsts.value_number = 1
    where
        further.value_number > 1
        and further.email_key is not null
        and coalesce(further.email_key <> firsts.email_key, true)
    union
    select
        'phone' as identifier_type,
        further.phone_raw as identifier_value_raw,
        further.phone_region,
        further.phone_key as identifier_value
    from phones as further
    inner join phones as firsts
        on further.phone_raw = firsts.phone_raw
            and further.phone_region = firsts.phone_region
            and firsts.value_number = 1
    where
        further.value_number > 1
        and further.phone_key is not null
        and coalesce(further.phone_key <> firsts.phone_key, true)

),

reached_phones as (

    select
        phone_raw,
        phone_key
    from {{ ref('int_withdrawn_phones_reached') }}

),

purposes as (

    select
        purpose,
        channel,
        required_lawful_basis
    from {{ ref('purposes') }}

),

known_purposes as (

    select distinct purpose from purposes

),

-- The channels that each purpose has, and those that any has.
known_channels as (

    select
        purpose,
        channel
    from purposes
    union
    select
        'any' as purpose,
        channel
    from purposes

),

-- The identifier in the form in which records hold it. A text that has no such form is
-- kept in lower case; only a withdrawal meets a record by it.
events as (

    select
        received.event_id,
        received.identifier_type,
        received.identifier_value_raw,
        coalesce(
            case received.identifier_type
                when 'email' then emails.email_key
                when 'phone' then phones.phone_key
                else received.code_key
            end,
            {{ lower_text('received.identifier_value_raw') }}
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
            and emails.value_number = 1
    left join phones
        on received.identifier_type = 'phone'
            and received.identifier_value_raw = phones.phone_raw
            and received.phone_region = phones.phone_region
            and phones.value_number = 1
    union all
    select
        received.event_id,
        received.identifier_type,
        received.identifier_value_raw,
        further_values.identifier_value,
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
    inner join further_values
        on received.identifier_type = further_values.identifier_type
            and received.identifier_value_raw = further_values.identifier_value_raw
            and coalesce(
                received.phone_region = further_values.phone_region,
                received.identifier_type = 'email'
            )

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

-- What a withdrawal names and the seed knows; NULL is everything. A name that the seed
-- doesn't know is no reason to go on using the data.
named_withdrawals as (

    select
        events.event_id,
        events.identifier_type,
        events.identifier_value_raw,
        events.identifier_value,
        known_purposes.purpose as named_purpose,
        known_channels.channel as named_channel,
        events.is_grant,
        events.lawful_basis,
        events.policy_version,
        events.jurisdiction,
        events.source_signal,
        events.occurred_at,
        events.recorded_at
    from events
    left join known_purposes on events.purpose = known_purposes.purpose
    left join known_channels
        on coalesce(known_purposes.purpose, 'any') = known_channels.purpose
            and nullif(events.channel, 'any') = known_channels.channel
    where not events.is_grant

),

-- The dialling region that a phone was read under is a guess, so a withdrawal reaches
-- every number that it may mean.
withdrawn_identifiers as (

    select
        named_withdrawals.event_id,
        named_withdrawals.identifier_type,
        named_withdrawals.identifier_value,
        named_withdrawals.named_purpose,
        named_withdrawals.named_channel,
        named_withdrawals.is_grant,
        named_withdrawals.lawful_basis,
        named_withdrawals.policy_version,
        named_withdrawals.jurisdiction,
        named_withdrawals.source_signal,
        named_withdrawals.occurred_at,
        named_withdrawals.recorded_at
    from named_withdrawals
    union
    select
        named_withdrawals.event_id,
        named_withdrawals.identifier_type,
        reached_phones.phone_key as identifier_value,
        named_withdrawals.named_purpose,
        named_withdrawals.named_channel,
        named_withdrawals.is_grant,
        named_withdrawals.lawful_basis,
        named_withdrawals.policy_version,
        named_withdrawals.jurisdiction,
        named_withdrawals.source_signal,
        named_withdrawals.occurred_at,
        named_withdrawals.recorded_at
    from named_withdrawals
    inner join reached_phones
        on named_withdrawals.identifier_value_raw = reached_phones.phone_raw
            and named_withdrawals.identifier_value <> reached_phones.phone_key
    where named_withdrawals.identifier_type = 'phone'

),

-- A withdrawal counts from when it is known, whatever time it claims.
withdrawals as (

    select
        withdrawn_identifiers.event_id,
        withdrawn_identifiers.identifier_type,
        withdrawn_identifiers.identifier_value,
        purposes.purpose,
        purposes.channel,
        withdrawn_identifiers.is_grant,
        withdrawn_identifiers.lawful_basis,
        withdrawn_identifiers.policy_version,
        withdrawn_identifiers.jurisdiction,
        withdrawn_identifiers.source_signal,
        withdrawn_identifiers.occurred_at,
        withdrawn_identifiers.recorded_at
    from withdrawn_identifiers
    inner join purposes
        on coalesce(withdrawn_identifiers.named_purpose, purposes.purpose)
            = purposes.purpose
            and coalesce(withdrawn_identifiers.named_channel, purposes.channel)
            = purposes.channel

),

evidence as (

    select * from grants
    union all
    select * from withdrawals

)

select * from evidence
