-- One row per customer × purpose × channel with a permitted address: the best one that
-- a grant reaches.

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
        value_number
    from {{ ref('int_identifiers_screened') }}
    where is_usable

),

states as (

    select
        customer_id,
        identifier_type,
        identifier_value,
        purpose,
        channel,
        case channel
            {% for channel, contact_type in contact_types().items() -%}
                when '{{ channel }}' then '{{ contact_type }}'
            {% endfor -%}
        end as contact_type
    from {{ ref('int_consent_states_matched') }}
    where is_granted

),

ranked_values as (

    select
        customer_id,
        attribute,
        attribute_value,
        value_rank,
        record_key,
        value_number
    from {{ ref('int_attribute_values_ranked') }}
    where is_eligible and attribute in ('email', 'phone')

),

held as (

    select
        identifiers.identifier_type,
        identifiers.identifier_value,
        count(distinct assigned.customer_id) as customer_count
    from identifiers
    inner join assigned on identifiers.record_key = assigned.record_key
    group by identifiers.identifier_type, identifiers.identifier_value

),

-- What stands for a record, and so for what is beside it: its first value of a kind,
-- which no other customer has. An office's number stands for none of those who work there.
keys_to_others as (

    select
        identifiers.record_key,
        identifiers.identifier_type,
        identifiers.identifier_value
    from identifiers
    inner join held
        on identifiers.identifier_type = held.identifier_type
            and identifiers.identifier_value = held.identifier_value
    where identifiers.value_number = 1 and held.customer_count = 1

),

-- A grant reaches the identifier it was given with and no other of its kind; and of
-- another kind, as the e-mail addresses beside a loyalty number, those on the records
-- that the identifier stands for.
permitted_keys as (

    select
        states.customer_id,
        states.purpose,
        states.channel,
        states.contact_type,
        states.identifier_value as contact_key
    from states
    where states.identifier_type = states.contact_type
    union
    select
        states.customer_id,
        states.purpose,
        states.channel,
        states.contact_type,
        contacts.identifier_value as contact_key
    from states
    inner join assigned on states.customer_id = assigned.customer_id
    inner join keys_to_others
        on assigned.record_key = keys_to_others.record_key
            and states.identifier_type = keys_to_others.identifier_type
            and states.identifier_value = keys_to_others.identifier_value
    inner join identifiers as contacts
        on keys_to_others.record_key = contacts.record_key
            and states.contact_type = contacts.identifier_type
    where states.identifier_type <> states.contact_type

),

ranked_contacts as (

    select
        ranked_values.customer_id,
        ranked_values.attribute as contact_type,
        ranked_values.attribute_value as contact_value,
        ranked_values.value_rank,
        identifiers.identifier_value as contact_key
    from ranked_values
    inner join identifiers
        on ranked_values.record_key = identifiers.record_key
            and ranked_values.attribute = identifiers.identifier_type
            and ranked_values.value_number = identifiers.value_number

),

permitted as (

    select
        permitted_keys.customer_id,
        permitted_keys.purpose,
        permitted_keys.channel,
        permitted_keys.contact_type,
        ranked_contacts.contact_value,
        row_number() over (
            partition by
                permitted_keys.customer_id,
                permitted_keys.purpose,
                permitted_keys.channel
            order by ranked_contacts.value_rank
        ) as contact_rank
    from permitted_keys
    inner join ranked_contacts
        on permitted_keys.customer_id = ranked_contacts.customer_id
            and permitted_keys.contact_type = ranked_contacts.contact_type
            and permitted_keys.contact_key = ranked_contacts.contact_key

),

best as (

    select
        customer_id,
        purpose,
        channel,
        contact_type,
        contact_value
    from permitted
    where contact_rank = 1

)

select * from best
