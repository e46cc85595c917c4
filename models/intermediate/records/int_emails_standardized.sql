-- One row per distinct raw e-mail text of a record or a consent event × address in it: the
-- deliverable address, the mailbox that it stands for, and what kind of mailbox that is.
{{ config(
    materialized='patched',
    affected='affected_contact_texts',
    patch_by=[['email_raw']],
    texts={
        'columns': ['email_raw'],
        'found': [
            ['int_records_located', ['email']],
            ['int_consent_events_received', [
                "case when identifier_type = 'email' then identifier_value_raw end"
            ]],
        ],
    },
    unwatched=['int_consent_events_received']
) }}

with raw_emails as (

    select email as email_raw
    from {{ ref('int_records_located') }}
    where email is not null
    union
    select identifier_value_raw as email_raw
    from {{ ref('int_consent_events_received') }}
    where identifier_type = 'email' and identifier_value_raw is not null

),

split_texts as (

    select
        text_raw,
        value_number,
        value_raw
    from {{ ref('int_contact_texts_split') }}
    where contact_type = 'email'

),

email_texts as (

    select
        raw_emails.email_raw,
        coalesce(split_texts.value_number, 1) as value_number,
        coalesce(split_texts.value_raw, raw_emails.email_raw) as email_text
    from raw_emails
    left join split_texts
        on raw_emails.email_raw = split_texts.text_raw
    where {{ is_affected(['raw_emails.email_raw']) }}
    {{ computed_once() }}

),

providers as (

    select
        email_domain,
        canonical_domain,
        ignores_dots,
        tag_separator
    from {{ ref('email_providers') }}

),

role_users as (

    select email_user
    from {{ ref('role_email_users') }}

),

disposable_domains as (

    select email_domain
    from {{ ref('disposable_email_domains') }}

),

bared as (

    select
        email_raw,
        value_number,
        {{ _bare_email('email_text') }} as bare_email
    from email_texts
    {{ computed_once() }}

),

cleaned as (

    select
        email_raw,
        value_number,
        {{ _valid_email('bare_email') }} as email
    from bared
    {{ computed_once() }}

),

split as (

    select
        email_raw,
        value_number,
        email,
        split_part(email, '@', 1) as full_user,
        split_part(email, '@', 2) as full_domain
    from cleaned
    {{ computed_once() }}

),

provided as (

    select
        split.email_raw,
        split.value_number,
        split.email,
        split.full_domain,
        coalesce(providers.canonical_domain, split.full_domain) as email_domain,
        coalesce(providers.ignores_dots, false) as ignores_dots,
        coalesce(
            nullif(
                split_part(
                    split.full_user, coalesce(providers.tag_separator, '+'), 1
                ), ''
            ),
            split.full_user
        ) as email_user
    from split
    left join providers
        on split.full_domain = providers.email_domain
    {{ computed_once() }}

),

standardized as (

    select
        provided.email_raw,
        provided.value_number,
        provided.email,
        case
            when provided.ignores_dots
                then replace(provided.email_user, '.', '')
            else provided.email_user
        end || '@' || provided.email_domain as email_key,
        provided.email_user,
        provided.email_domain,
        case
            when provided.email is not null then role_users.email_user is not null
        end as is_role_email,
        case
            when provided.email is not null
                then disposable_domains.email_domain is not null
        end as is_disposable_email
    from provided
    left join role_users
        on provided.email_user = role_users.email_user
    left join disposable_domains
        on provided.full_domain = disposable_domains.email_domain

)

select * from standardized
