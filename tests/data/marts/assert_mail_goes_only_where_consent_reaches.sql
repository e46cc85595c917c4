-- Every mailbox in customers_for_email_marketing was granted itself, or stands on one
-- of the customer's records that is known by what the grant was given with: its first
-- phone or its loyalty number, which no other customer has.
-- Breaks when consent for one mailbox opens another one that the person never named, or
-- when consent given with an office's phone opens the mailboxes of all who work there.

with

members as (

    select distinct
        audience.customer_id,
        audience.email,
        emails.email_key
    from {{ ref('customers_for_email_marketing') }} as audience
    left join {{ ref('int_emails_standardized') }} as emails
        on audience.email = emails.email

),

shared_identifiers as (

    select
        identifier_type,
        identifier_value
    from {{ ref('customer_identifiers') }}
    group by identifier_type, identifier_value
    having min(customer_id) <> max(customer_id)

),

granting_records as (

    select distinct
        assigned.customer_id,
        mailboxes.identifier_value as email_key
    from {{ ref('int_customers_assigned') }} as assigned
    inner join {{ ref('int_identifiers_screened') }} as identifiers
        on assigned.record_key = identifiers.record_key
    inner join {{ ref('int_consent_states_derived') }} as states
        on identifiers.identifier_type = states.identifier_type
            and identifiers.identifier_value = states.identifier_value
    inner join {{ ref('int_identifiers_screened') }} as mailboxes
        on assigned.record_key = mailboxes.record_key
            and mailboxes.identifier_type = 'email'
    left join shared_identifiers
        on identifiers.identifier_type = shared_identifiers.identifier_type
            and identifiers.identifier_value = shared_identifiers.identifier_value
    where
        identifiers.is_usable
        -- of two mailboxes in one record a grant with one opens that one
        and case
            when identifiers.identifier_type = 'email'
                then identifiers.identifier_value = mailboxes.identifier_value
            else
                identifiers.value_number = 1
                and shared_identifiers.identifier_value is null
        end
        and states.is_granted
        and states.purpose = 'marketing'
        and states.channel = 'email'

)

select
    members.customer_id,
    members.email
from members
left join granting_records
    on members.customer_id = granting_records.customer_id
        and members.email_key = granting_records.email_key
where granting_records.customer_id is null
