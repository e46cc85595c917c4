-- One row per usable e-mail or phone of a record that has several of the kind, usable or
-- not, numbered from the first one on.
{{ config(
    materialized='patched',
    affected='affected_ranked_identifiers',
    patch_by=[['record_key']],
    changes=['record_key']
) }}

with identifiers as (

    select
        record_key,
        identifier_type,
        identifier_value,
        value_number,
        person_count
    from {{ ref('int_identifiers_screened') }}
    where is_usable

),

further as (

    select
        record_key,
        identifier_type,
        value_number,
        contact_value,
        email_user,
        email_domain
    from {{ ref('int_further_contacts_extracted') }}

),

records as (

    select
        record_key,
        email,
        email_user,
        email_domain,
        phone
    from {{ ref('int_records_standardized') }}

),

holders as (

    select distinct
        record_key,
        identifier_type
    from further
    where {{ is_affected(['record_key']) }}

),

held as (

    select
        identifiers.record_key,
        identifiers.identifier_type,
        identifiers.identifier_value,
        identifiers.value_number,
        identifiers.person_count,
        case
            when identifiers.value_number > 1 then further.contact_value
            when identifiers.identifier_type = 'email' then records.email
            else records.phone
        end as contact_value,
        case
            when identifiers.value_number > 1 then further.email_user
            when identifiers.identifier_type = 'email' then records.email_user
        end as email_user,
        case
            when identifiers.value_number > 1 then further.email_domain
            when identifiers.identifier_type = 'email' then records.email_domain
        end as email_domain
    from identifiers
    inner join holders
        on identifiers.record_key = holders.record_key
        and identifiers.identifier_type = holders.identifier_type
    inner join records
        on identifiers.record_key = records.record_key
    left join further
        on identifiers.record_key = further.record_key
        and identifiers.identifier_type = further.identifier_type
        and identifiers.value_number = further.value_number

),

ranked as (

    select
        record_key,
        identifier_type,
        cast(row_number() over (
            partition by record_key, identifier_type
            order by value_number
        ) as integer) as usable_number,
        value_number,
        {{ comparable_text('identifier_value') }} as identifier_value,
        person_count,
        contact_value,
        {{ comparable_text('email_user') }} as email_user,
        {{ comparable_text('email_domain') }} as email_domain
    from held

)

select * from ranked
