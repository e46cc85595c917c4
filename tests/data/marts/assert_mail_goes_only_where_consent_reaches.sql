-- Every mailbox in customers_for_email_marketing stands on one of the customer's records
-- whose identifiers hold the grant.
-- Breaks when consent for one mailbox opens another one that the person never named.

with

members as (

    select distinct
        audience.customer_id,
        audience.email,
        records.email_key
    from {{ ref('customers_for_email_marketing') }} as audience
    left join {{ ref('int_records_standardized') }} as records
        on audience.email = records.email

),

granting_records as (

    select distinct
        assigned.customer_id,
        records.email_key
    from {{ ref('int_customers_assigned') }} as assigned
    inner join {{ ref('int_identifiers_screened') }} as identifiers
        on assigned.record_key = identifiers.record_key
    inner join {{ ref('int_consent_states_derived') }} as states
        on identifiers.identifier_type = states.identifier_type
            and identifiers.identifier_value = states.identifier_value
    inner join {{ ref('int_records_standardized') }} as records
        on assigned.record_key = records.record_key
    where
        identifiers.is_usable
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
