-- No identifier that the screen took out is anybody's golden value, nor is a placeholder
-- date of birth.
-- Breaks when test@test.com or a till's telephone is published as a person's own.

with

attributes as (

    select
        customer_id,
        attribute,
        attribute_value,
        record_id
    from {{ ref('customer_attributes') }}

),

unusable_identifiers as (

    select
        identifiers.record_id,
        identifiers.identifier_type,
        coalesce(emails.email, identifiers.identifier_value) as attribute_value
    from {{ ref('int_identifiers_screened') }} as identifiers
    left join {{ ref('int_emails_standardized') }} as emails
        on identifiers.identifier_value = emails.email_key
            and identifiers.identifier_type = 'email'
    where not identifiers.is_usable

),

placeholder_birth_dates as (

    select record_id
    from {{ ref('int_records_standardized') }}
    where is_placeholder_birth_date

)

select
    attributes.customer_id,
    attributes.attribute,
    attributes.attribute_value
from attributes
inner join unusable_identifiers
    on attributes.record_id = unusable_identifiers.record_id
        and attributes.attribute = unusable_identifiers.identifier_type
        and attributes.attribute_value = unusable_identifiers.attribute_value
union all
select
    attributes.customer_id,
    attributes.attribute,
    attributes.attribute_value
from attributes
inner join placeholder_birth_dates
    on attributes.record_id = placeholder_birth_dates.record_id
where attributes.attribute = 'date_of_birth'
