{{ config(enabled=source_is_enabled('consent')) }}

-- Nobody is in an audience whose records hold an identifier that a withdrawal names,
-- unless the same identifier granted again later. Told from the log and the records as
-- they came and from the audiences, past every model that reads consent, so that it
-- sees a withdrawal which such a model drops.
-- Breaks when a withdrawal misses the number that it means because of its dialling
-- region, or one of several numbers in its text, names a purpose or channel that the
-- seed purposes doesn't know, carries a time that cannot be true, or names a mailbox by
-- a text that cannot be read as an address.

with

members as (

    {{ audience_members() }}

),

purposes as (

    select
        purpose,
        channel
    from {{ ref('purposes') }}

),

events as (

    select
        events.event_id,
        events.identifier_type,
        events.purpose,
        case
            when events.channel like 'e%mail' then 'email' else events.channel
        end as channel,
        coalesce(events.status = 'granted', false) as is_grant,
        case events.identifier_type
            when 'email' then coalesce(emails.email_key, events.identifier_value)
            when 'phone' then trim(leading '0' from {{ regexp_replace_all(
                'coalesce(phones.value_raw, events.identifier_value)',
                "'[^0-9]+'", "''"
            ) }})
            else upper({{ regexp_replace_all(
                'events.identifier_value', "'[^0-9A-Za-z]+'", "''"
            ) }})
        end as bare_value,
        case
            when events.occurred_at >= cast('1990-01-01' as {{ dbt.type_timestamp() }})
                and events.occurred_at <= {{ as_of() }}
                then events.occurred_at
            when events.status = 'granted' then null
            when events.recorded_at >= cast('1990-01-01' as {{ dbt.type_timestamp() }})
                and events.recorded_at <= {{ as_of() }}
                then events.recorded_at
        end as answered_at
    from {{ ref('stg_consent__events') }} as events
    left join {{ ref('int_emails_standardized') }} as emails
        on events.identifier_type = 'email'
            and events.identifier_value = emails.email_raw
    left join {{ ref('int_contact_texts_split') }} as phones
        on events.identifier_type = phones.contact_type
            and events.identifier_value = phones.text_raw
            and phones.contact_type = 'phone'

),

-- What a phone ends with: nine digits, or all that there are from seven on.
named_events as (

    select
        event_id,
        identifier_type,
        purpose,
        channel,
        is_grant,
        case
            when identifier_type = 'phone' and length(bare_value) > 9
                then substr(bare_value, length(bare_value) - 8)
            else bare_value
        end as match_value,
        answered_at
    from events
    where identifier_type <> 'phone' or length(bare_value) >= 7

),

-- How much of what a withdrawal names the seed knows: the purpose, and the channel as
-- one of that purpose (of any, where the purpose is unknown).
withdrawals_judged as (

    select
        named_events.event_id,
        named_events.identifier_type,
        named_events.match_value,
        named_events.purpose,
        named_events.channel,
        named_events.answered_at,
        max(case when named_events.purpose = purposes.purpose then 1 else 0 end)
            as knows_purpose,
        max(
            case
                when named_events.purpose = purposes.purpose
                    and named_events.channel = purposes.channel
                    then 1
                else 0
            end
        ) as knows_channel_of_purpose,
        max(
            case
                when named_events.channel = purposes.channel
                    and purposes.channel <> 'any'
                    then 1
                else 0
            end
        ) as knows_channel
    from named_events
    cross join purposes
    where not named_events.is_grant
    group by
        named_events.event_id,
        named_events.identifier_type,
        named_events.match_value,
        named_events.purpose,
        named_events.channel,
        named_events.answered_at

),

audiences as (

    select distinct
        audience,
        purpose,
        channel
    from members

),

withdrawals as (

    select
        withdrawals_judged.event_id,
        withdrawals_judged.identifier_type,
        withdrawals_judged.match_value,
        withdrawals_judged.answered_at,
        audiences.audience
    from withdrawals_judged
    inner join audiences
        on (
            withdrawals_judged.knows_purpose = 0
            or audiences.purpose = withdrawals_judged.purpose
        )
        and (
            audiences.channel = withdrawals_judged.channel
            or case
                when withdrawals_judged.knows_purpose = 1
                    then withdrawals_judged.knows_channel_of_purpose
                else withdrawals_judged.knows_channel
            end = 0
        )

),

-- What the source has in each column, and what was found to stand in the other one's.
record_texts as (

    select
        record_id,
        email,
        phone,
        loyalty_id
    from {{ ref('int_records_unioned') }}
    union
    select
        record_id,
        email,
        phone,
        loyalty_id
    from {{ ref('int_records_located') }}

),

record_values as (

    {% for identifier_type in ['email', 'phone', 'loyalty_id'] -%}
        select
            record_id,
            '{{ identifier_type }}' as identifier_type,
            {% if identifier_type == 'loyalty_id' -%}
                1 as value_number,
            {% else -%}
                coalesce({{ identifier_type }}s.value_number, 1) as value_number,
            {% endif -%}
            {% if identifier_type == 'phone' -%}
                trim(leading '0' from {{ regexp_replace_all(
                    'coalesce(phones.value_raw, phone)', "'[^0-9]+'", "''"
                ) }}) as bare_value
            {%- elif identifier_type == 'loyalty_id' -%}
                upper({{ regexp_replace_all(
                    'loyalty_id', "'[^0-9A-Za-z]+'", "''"
                ) }}) as bare_value
            {%- else -%}
                coalesce(emails.email_key, records.email) as bare_value
            {%- endif %}
        from record_texts as records
        {% if identifier_type == 'email' -%}
            left join {{ ref('int_emails_standardized') }} as emails
                on records.email = emails.email_raw
        {% elif identifier_type == 'phone' -%}
            left join {{ ref('int_contact_texts_split') }} as phones
                on records.phone = phones.text_raw and phones.contact_type = 'phone'
        {% endif -%}
        {{ "union all" if not loop.last }}
    {% endfor %}

),

-- A placeholder speaks for nobody.
holders as (

    select distinct
        assigned.customer_id,
        record_values.identifier_type,
        record_values.bare_value
    from record_values
    inner join {{ ref('int_customers_assigned') }} as assigned
        on record_values.record_id = assigned.record_id
    left join {{ ref('int_identifiers_screened') }} as placeholders
        on record_values.record_id = placeholders.record_id
            and record_values.identifier_type = placeholders.identifier_type
            and record_values.value_number = placeholders.value_number
            and placeholders.unusable_reason = 'placeholder'
    where
        record_values.bare_value is not null
        and placeholders.record_id is null

),

-- A record meets an event by the whole value, or a phone by the end that the event has.
holder_values as (

    select
        customer_id,
        identifier_type,
        bare_value as match_value
    from holders
    where identifier_type <> 'phone'
    {% for length in [7, 8, 9] -%}
        union all
        select
            customer_id,
            identifier_type,
            substr(bare_value, length(bare_value) - {{ length - 1 }}) as match_value
        from holders
        where identifier_type = 'phone' and length(bare_value) >= {{ length }}
    {% endfor %}

),

lost as (

    select distinct
        members.audience,
        members.customer_id,
        withdrawals.event_id,
        withdrawals.identifier_type,
        withdrawals.match_value,
        members.purpose,
        members.channel,
        withdrawals.answered_at
    from members
    inner join holder_values
        on members.customer_id = holder_values.customer_id
    inner join withdrawals
        on holder_values.identifier_type = withdrawals.identifier_type
            and holder_values.match_value = withdrawals.match_value
            and members.audience = withdrawals.audience

)

select
    lost.audience,
    lost.customer_id,
    lost.event_id
from lost
left join named_events as grants
    on grants.is_grant
        and lost.identifier_type = grants.identifier_type
        and lost.match_value = grants.match_value
        and lost.purpose = grants.purpose
        and lost.channel = grants.channel
        and lost.answered_at < grants.answered_at
where grants.event_id is null
