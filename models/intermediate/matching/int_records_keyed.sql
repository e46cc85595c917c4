-- One row per record: the forms of its values that blocking and comparisons read.
-- Identifiers that may not link people are left out.
{{ config(
    materialized='patched',
    affected='affected_keyed_records',
    patch_by=[['record_key']],
    changes=['record_key']
) }}

with records as (

    select
        record_key,
        record_id,
        source_name,
        given_name_key,
        given_name_group,
        given_name_phonetic,
        middle_name_key,
        family_name_key,
        family_name_phonetic,
        name_suffix_key,
        date_of_birth,
        birth_year,
        birth_month,
        birth_day,
        is_placeholder_birth_date,
        email_user,
        email_domain,
        street_address_key,
        house_number,
        street_name_key,
        unit_number,
        city_key,
        region_key,
        postal_code_key,
        country,
        gender
    from {{ ref('int_records_standardized') }}
    where {{ is_affected(['record_key']) }}

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
        {{ comparable_text('records.middle_name_key') }} as middle_name_key,
        {{ comparable_text('records.family_name_key') }} as family_name_key,
        records.family_name_phonetic,
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

),

lettered as (

    select
        keyed.*,
        ' ' || keyed.given_name_key || ' ' as given_name_padded,
        ' ' || keyed.family_name_key || ' ' as family_name_padded,
        replace(keyed.given_name_key, ' ', '') as given_name_letters,
        replace(keyed.family_name_key, ' ', '') as family_name_letters,
        {{ letters_of('keyed.email_user') }} as email_letters,
        {{ digits_of('keyed.email_user') }} as email_digits
    from keyed

),

formed as (

    select
        record_key,
        record_id,
        source_name,
        given_name_key,
        given_name_group,
        given_name_phonetic,
        given_name_padded,
        case when length(given_name_letters) >= 3 then given_name_letters end
            as given_name_letters,
        case
            when length(given_name_letters) >= 3
                then substr(given_name_letters, 1, 3)
        end as given_name_start,
        middle_name_key,
        family_name_key,
        family_name_phonetic,
        family_name_padded,
        case when length(family_name_letters) >= 3 then family_name_letters end
            as family_name_letters,
        case
            when length(family_name_letters) >= 3
                then substr(family_name_letters, 1, 3)
        end as family_name_start,
        name_suffix_key,
        person_key,
        case
            when
                {{ bytewise('given_name_letters') }}
                < {{ bytewise('family_name_letters') }}
                then given_name_letters || ' ' || family_name_letters
            else family_name_letters || ' ' || given_name_letters
        end as sorted_names,
        given_name_key || ' ' || family_name_key as full_name_key,
        case
            when length(family_name_letters) >= 3
                then given_name_letters || family_name_letters
        end as name_letters,
        case
            when length(given_name_letters) >= 2
                then family_name_letters || given_name_letters
        end as reversed_name_letters,
        case
            when length(family_name_letters) >= 3
                then substr(given_name_letters, 1, 1) || family_name_letters
        end as initial_name_letters,
        birth_date,
        birth_year,
        birth_month,
        birth_day,
        email_key,
        email_person_count,
        email_user,
        email_domain,
        case when length(email_letters) >= 4 then email_letters end as email_letters,
        email_digits,
        {{ _is_user_a_name(
            'email_user', 'email_letters', 'given_name_letters', 'family_name_letters'
        ) }} as is_email_user_a_name,
        phone_key,
        phone_person_count,
        {{ _phone_end('phone_key') }} as phone_end,
        national_id,
        national_id_person_count,
        case
            when length(national_id) >= 6
                then substr(national_id, length(national_id) - 3)
        end as national_id_end,
        loyalty_id,
        loyalty_id_person_count,
        house_number,
        street_name_key,
        case when length(street_name_key) >= 3 then substr(street_name_key, 1, 6) end
            as street_start,
        house_number || ' ' || street_name_key as address_key,
        unit_number,
        city_key,
        region_key,
        postal_code_key,
        country,
        gender
    from lettered

)

select * from formed
