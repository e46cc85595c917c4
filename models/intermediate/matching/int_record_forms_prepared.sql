-- One row per record with several usable e-mails or phones × e-mail × phone of it, but for
-- the first of both, which int_records_prepared has: the record as it is with these.
-- Records of one value, which nearly all are, have no row.
{{ config(
    materialized='patched',
    changes=['record_key']
) }}

{% set columns = prepared_columns(matching_reads()) %}
{% set types = [] %}
{% for type in ['email', 'phone'] if type ~ '_key' in columns %}
{% do types.append(type) %}
{% endfor %}

with records as (

    select *
    from {{ ref('int_records_prepared') }}

),

identifiers as (

    select
        record_key,
        identifier_type,
        usable_number,
        identifier_value,
        person_count,
        email_user,
        email_domain
    from {{ ref('int_further_identifiers_ranked') }}
    where
        {{ "identifier_type in ('" ~ types | join("', '") ~ "')"
            if types else '1 = 0' }}

),

several as (

    select distinct record_key
    from identifiers
    where usable_number > 1

),

combined as (

    select
        records.record_key,
        coalesce(emails.usable_number, 1) as email_number,
        coalesce(phones.usable_number, 1) as phone_number
        {%- if 'email' in types %},
        records.given_name_letters,
        records.family_name_letters,
        coalesce(emails.identifier_value, records.email_key) as email_key,
        coalesce(emails.person_count, records.email_person_count) as email_person_count,
        coalesce(emails.email_user, records.email_user) as email_user,
        coalesce(emails.email_domain, records.email_domain) as email_domain
        {%- endif %}
        {%- if 'phone' in types %},
        coalesce(phones.identifier_value, records.phone_key) as phone_key,
        coalesce(phones.person_count, records.phone_person_count) as phone_person_count
        {%- endif %}
    from records
    inner join several
        on records.record_key = several.record_key
    left join identifiers as emails
        on records.record_key = emails.record_key
        and emails.identifier_type = 'email'
    left join identifiers as phones
        on records.record_key = phones.record_key
        and phones.identifier_type = 'phone'

),

lettered as (

    select
        combined.*
        {%- if 'email' in types %},
        {{ letters_of('combined.email_user') }} as email_letters,
        {{ digits_of('combined.email_user') }} as email_digits
        {%- endif %}
    from combined
    where combined.email_number > 1 or combined.phone_number > 1
    {{ computed_once() }}

),

formed as (

    select
        record_key,
        {{ form_key('record_key', 'email_number', 'phone_number') }} as form_key
        {%- if 'email' in types %},
        email_key,
        email_person_count,
        email_user,
        email_domain,
        case when length(email_letters) >= 4 then email_letters end as email_letters,
        email_digits,
        {{ _is_user_a_name(
            'email_user', 'email_letters', 'given_name_letters', 'family_name_letters'
        ) }} as is_email_user_a_name
        {%- endif %}
        {%- if 'phone' in types %},
        phone_key,
        phone_person_count,
        {{ _phone_end('phone_key') }} as phone_end
        {%- endif %}
    from lettered

),

prepared as (

    select
        {%- for column in columns %}
        {{ 'formed' if column in form_columns() else 'records' }}.{{ column }},
        {%- endfor %}
        formed.form_key
    from formed
    inner join records
        on formed.record_key = records.record_key

)

select * from prepared
