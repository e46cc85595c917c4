-- One row per record × e-mail address or phone that the record has beside its first one.
{{ config(
    materialized='patched',
    affected='affected_further_contacts',
    patch_by=[['record_key']],
    changes=['record_key']
) }}

with records as (

    select
        record_key,
        email_raw,
        email_key,
        phone_raw,
        phone_region,
        phone_key
    from {{ ref('int_records_standardized') }}
    where {{ is_affected(['record_key']) }}

),

emails as (

    select
        email_raw,
        value_number,
        email,
        email_key,
        email_user,
        email_domain,
        is_role_email,
        is_disposable_email
    from {{ ref('int_emails_standardized') }}
    where
        value_number between 2 and {{ max_contact_values() }}
        and email_key is not null

),

phones as (

    select
        phone_raw,
        phone_region,
        value_number,
        phone,
        phone_key
    from {{ ref('int_phones_standardized') }}
    where
        value_number between 2 and {{ max_contact_values() }}
        and phone_key is not null

),

found as (

    select
        records.record_key,
        'email' as identifier_type,
        emails.value_number,
        emails.email_key as identifier_value,
        emails.email as contact_value,
        emails.email_user,
        emails.email_domain,
        emails.is_role_email,
        emails.is_disposable_email
    from records
    inner join emails
        on records.email_raw = emails.email_raw
    where coalesce(records.email_key <> emails.email_key, true)
    union all
    select
        records.record_key,
        'phone' as identifier_type,
        phones.value_number,
        phones.phone_key as identifier_value,
        phones.phone as contact_value,
        cast(null as {{ dbt.type_string() }}) as email_user,
        cast(null as {{ dbt.type_string() }}) as email_domain,
        cast(null as boolean) as is_role_email,
        cast(null as boolean) as is_disposable_email
    from records
    inner join phones
        on records.phone_raw = phones.phone_raw
        and records.phone_region = phones.phone_region
    where coalesce(records.phone_key <> phones.phone_key, true)

),

-- Two spellings of one mailbox or number are one value.
ordered as (

    select
        found.*,
        row_number() over (
            partition by
                found.record_key, found.identifier_type, found.identifier_value
            order by found.value_number
        ) as occurrence
    from found

),

further as (

    select
        record_key,
        identifier_type,
        value_number,
        identifier_value,
        contact_value,
        email_user,
        email_domain,
        is_role_email,
        is_disposable_email
    from ordered
    where occurrence = 1

)

select * from further
