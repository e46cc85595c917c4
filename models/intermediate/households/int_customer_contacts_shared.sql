-- One row per pair of customers who have a phone or a mailbox in common. What many have is
-- an office's, and what the screen took out is nobody's.

with

assigned as (

    select
        record_key,
        {{ record_key('customer_id') }} as customer_key
    from {{ ref('int_customers_assigned') }}
    {{ computed_once() }}

),

identifiers as (

    select
        record_key,
        identifier_type,
        identifier_value,
        coalesce(created_at, updated_at) as first_seen_at
    from {{ ref('int_identifiers_screened') }}
    where is_usable and identifier_type in ('email', 'phone')

),

role_emails as (

    select email_key
    from {{ ref('int_emails_standardized') }}
    where is_role_email or is_disposable_email
    group by email_key

),

contacts as (

    select
        assigned.customer_key,
        identifiers.identifier_type,
        identifiers.identifier_value,
        min(identifiers.first_seen_at) as first_seen_at,
        count(*) over (
            partition by identifiers.identifier_type, identifiers.identifier_value
        ) as holder_count
    from identifiers
    inner join assigned on identifiers.record_key = assigned.record_key
    left join role_emails on identifiers.identifier_value = role_emails.email_key
    where role_emails.email_key is null
    group by
        assigned.customer_key,
        identifiers.identifier_type,
        identifiers.identifier_value

),

shared as (

    select
        left_contacts.customer_key as left_key,
        right_contacts.customer_key as right_key,
        sum(case when left_contacts.identifier_type = 'phone' then 1 else 0 end)
            as phone_count,
        sum(case when left_contacts.identifier_type = 'email' then 1 else 0 end)
            as email_count,
        min(
            case
                when left_contacts.first_seen_at > right_contacts.first_seen_at
                    then left_contacts.first_seen_at
                when right_contacts.first_seen_at >= left_contacts.first_seen_at
                    then right_contacts.first_seen_at
            end
        ) as shared_from
    from contacts as left_contacts
    inner join contacts as right_contacts
        on left_contacts.identifier_type = right_contacts.identifier_type
        and left_contacts.identifier_value = right_contacts.identifier_value
        and left_contacts.customer_key < right_contacts.customer_key
    where left_contacts.holder_count <= {{ var('max_household_customers') }}
    group by left_contacts.customer_key, right_contacts.customer_key

),

flagged as (

    select
        left_key,
        right_key,
        phone_count > 0 as has_phone,
        email_count > 0 as has_email,
        shared_from
    from shared

)

select * from flagged
