{#
    Records with the forms of their values that may stand for a person: placeholder dates and
    identifiers that may not link people are left out, the first usable e-mail and phone
    stand in the place of one that is not, and the name that a mailbox tells in the place of a
    given or a family name that is missing.

    Returns a relation body, one row per record; in a patched model, per affected record
    (affected_prepared_records).
#}
{% macro keyed_records() -%}
with mailbox_names as (

    select
        record_key,
        given_name_key,
        given_name_group,
        given_name_phonetic,
        family_name_key,
        family_name_phonetic
    from {{ ref('int_mailbox_names_read') }}
    where {{ is_affected(['record_key']) }}

),

records as (

    select
        records.record_key,
        records.record_id,
        records.source_name,
        coalesce(records.given_name_key, mailbox_names.given_name_key)
            as given_name_key,
        coalesce(records.given_name_group, mailbox_names.given_name_group)
            as given_name_group,
        coalesce(records.given_name_phonetic, mailbox_names.given_name_phonetic)
            as given_name_phonetic,
        mailbox_names.given_name_key is not null as is_given_name_read,
        records.middle_name_key,
        coalesce(records.family_name_key, mailbox_names.family_name_key)
            as family_name_key,
        coalesce(records.family_name_phonetic, mailbox_names.family_name_phonetic)
            as family_name_phonetic,
        mailbox_names.family_name_key is not null as is_family_name_read,
        records.name_suffix_key,
        records.date_of_birth,
        records.birth_year,
        records.birth_month,
        records.birth_day,
        records.is_placeholder_birth_date,
        records.email_user,
        records.email_domain,
        records.house_number,
        records.street_name_key,
        records.unit_number,
        records.city_key,
        records.region_key,
        records.postal_code_key,
        records.country,
        records.gender
    from {{ ref('int_records_standardized') }} as records
    left join mailbox_names
        on records.record_key = mailbox_names.record_key
    where {{ is_affected(['records.record_key']) }}

),

usable_identifiers as (

    select
        record_key,
        max(case when identifier_type = 'email' then identifier_value end) as email_key,
        max(case when identifier_type = 'email' then person_count end)
            as email_person_count,
        max(case when identifier_type = 'phone' then identifier_value end) as phone_key,
        max(case when identifier_type = 'phone' then person_count end)
            as phone_person_count,
        max(case when identifier_type = 'national_id' then identifier_value end)
            as national_id,
        max(case when identifier_type = 'national_id' then person_count end)
            as national_id_person_count,
        max(case when identifier_type = 'loyalty_id' then identifier_value end)
            as loyalty_id,
        max(case when identifier_type = 'loyalty_id' then person_count end)
            as loyalty_id_person_count
    from {{ ref('int_identifiers_screened') }}
    where
        is_usable and value_number = 1
        and {{ is_affected(['record_key']) }}
    group by record_key

),

-- The first usable e-mail and phone of records whose very first is not usable.
promoted_identifiers as (

    select
        record_key,
        max(case when identifier_type = 'email' then identifier_value end) as email_key,
        max(case when identifier_type = 'email' then person_count end)
            as email_person_count,
        max(email_user) as email_user,
        max(email_domain) as email_domain,
        max(case when identifier_type = 'phone' then identifier_value end) as phone_key,
        max(case when identifier_type = 'phone' then person_count end)
            as phone_person_count
    from {{ ref('int_further_identifiers_ranked') }}
    where
        usable_number = 1 and value_number > 1
        and {{ is_affected(['record_key']) }}
    group by record_key

),

keyed as (

    select
        records.record_key,
        records.record_id,
        records.source_name,
        {{ comparable_text('records.given_name_key') }} as given_name_key,
        {{ comparable_text('records.given_name_group') }} as given_name_group,
        records.given_name_phonetic,
        records.is_given_name_read,
        {{ comparable_text('records.middle_name_key') }} as middle_name_key,
        {{ comparable_text('records.family_name_key') }} as family_name_key,
        records.family_name_phonetic,
        records.is_family_name_read,
        records.name_suffix_key,
        {{ person_key() }} as person_key,
        case when not records.is_placeholder_birth_date then records.birth_year end
            as birth_year,
        case when not records.is_placeholder_birth_date then records.birth_month end
            as birth_month,
        case when not records.is_placeholder_birth_date then records.birth_day end
            as birth_day,
        case
            when not records.is_placeholder_birth_date
                then cast(records.date_of_birth as {{ dbt.type_string() }})
        end as birth_date,
        coalesce(
            {{ comparable_text('usable_identifiers.email_key') }},
            promoted_identifiers.email_key
        ) as email_key,
        coalesce(
            usable_identifiers.email_person_count,
            promoted_identifiers.email_person_count
        ) as email_person_count,
        case
            when usable_identifiers.email_key is not null
                then {{ comparable_text('records.email_user') }}
            else promoted_identifiers.email_user
        end as email_user,
        case
            when usable_identifiers.email_key is not null
                then {{ comparable_text('records.email_domain') }}
            else promoted_identifiers.email_domain
        end as email_domain,
        coalesce(
            {{ comparable_text('usable_identifiers.phone_key') }},
            promoted_identifiers.phone_key
        ) as phone_key,
        coalesce(
            usable_identifiers.phone_person_count,
            promoted_identifiers.phone_person_count
        ) as phone_person_count,
        {{ comparable_text('usable_identifiers.national_id') }} as national_id,
        usable_identifiers.national_id_person_count,
        {{ comparable_text('usable_identifiers.loyalty_id') }} as loyalty_id,
        usable_identifiers.loyalty_id_person_count,
        records.house_number,
        {{ comparable_text('records.street_name_key') }} as street_name_key,
        records.unit_number,
        {{ comparable_text('records.city_key') }} as city_key,
        records.region_key,
        {{ comparable_text('records.postal_code_key') }} as postal_code_key,
        records.country,
        records.gender
    from records
    left join usable_identifiers
        on records.record_key = usable_identifiers.record_key
    left join promoted_identifiers
        on records.record_key = promoted_identifiers.record_key

)

select
    keyed.*,
    keyed.given_name_key || ' ' || keyed.family_name_key as full_name_key,
    keyed.house_number || ' ' || keyed.street_name_key as address_key
from keyed
{%- endmacro %}
