-- One row per record: every attribute in its standard form, its key form for comparing,
-- and its raw value.
{{ config(
    materialized='patched',
    affected='affected_records_standardized',
    patch_by=[['record_id']],
    changes=['record_key']
) }}

with records as (

    select *
    from {{ ref('int_records_located') }}
    where {{ is_affected(['record_id']) }}

),

split_names as (

    select
        full_name_raw,
        given_name,
        middle_name,
        family_name,
        suffix_key,
        is_whole_name
    from {{ ref('int_full_names_split') }}

),

names as (

    select
        name_part,
        name_raw,
        name_text,
        name_key,
        trailing_initial,
        trailing_initial_key,
        suffix_key,
        name_group,
        name_phonetic,
        is_ambiguous
    from {{ ref('int_names_standardized') }}

),

birth_dates as (

    select
        date_raw,
        date_order,
        date_of_birth,
        birth_year,
        birth_month,
        birth_day,
        is_placeholder_birth_date
    from {{ ref('int_birth_dates_standardized') }}

),

emails as (

    select
        email_raw,
        email,
        email_key,
        email_user,
        email_domain,
        is_role_email,
        is_disposable_email
    from {{ ref('int_emails_standardized') }}
    where value_number = 1

),

phones as (

    select
        phone_raw,
        phone_region,
        phone,
        phone_key
    from {{ ref('int_phones_standardized') }}
    where value_number = 1

),

addresses as (

    select
        street_address_raw,
        street_address,
        house_number,
        street_words,
        unit_number
    from {{ ref('int_addresses_standardized') }}

),

streets as (

    select
        street_words,
        street_name_key
    from {{ ref('int_streets_standardized') }}

),

localities as (

    select
        locality_part,
        locality_raw,
        locality_text,
        locality_key
    from {{ ref('int_localities_standardized') }}

),

region_names as (

    select
        country,
        region_name_key,
        region_key
    from {{ ref('region_names') }}

),

-- Where no country is known, the names that mean one region whatever the country.
region_codes as (

    select
        country,
        region_name_key,
        region_key
    from region_names
    union all
    select
        '' as country,
        region_name_key,
        min(region_key) as region_key
    from region_names
    group by region_name_key
    having min(region_key) = max(region_key)

),

placeholders as (

    select value_key
    from {{ ref('placeholder_values') }}
    where attribute = 'postal_code'

),

-- The name parts to read: the record's own, else what its full name holds. A column that
-- was taken for a full name is no name part itself; a full name that is the family name again
-- tells no given name.
unread as (

    select
        records.*,
        case
            when split_names.full_name_raw is null then records.given_name
            when
                records.given_name = split_names.full_name_raw
                and split_names.given_name is not null
                then split_names.given_name
            when
                records.given_name is null
                and split_names.family_name is null
                and lower(split_names.given_name) = lower(records.family_name)
                then null
            else coalesce(records.given_name, split_names.given_name)
        end as given_text,
        coalesce(records.middle_name, split_names.middle_name) as middle_text,
        case
            when split_names.full_name_raw is null then records.family_name
            when
                records.family_name = split_names.full_name_raw
                and split_names.family_name is not null
                then split_names.family_name
            when
                records.family_name is null
                and split_names.given_name is null
                and lower(split_names.family_name) = lower(records.given_name)
                then null
            else coalesce(records.family_name, split_names.family_name)
        end as family_text,
        split_names.suffix_key as full_name_suffix_key,
        {{ key_text('records.postal_code') }} as postal_code_text,
        {{ key_text('records.gender') }} as gender_key
    from records
    left join split_names
        on split_names.full_name_raw
        = {{ full_name_text(
            'records.given_name', 'records.family_name', 'records.full_name'
        ) }}
        and (
            records.full_name is not null
            or position(',' in coalesce(records.given_name, records.family_name)) > 1
            or split_names.is_whole_name
        )
    {{ computed_once() }}

),

-- The name parts that were read. A word that may be a name or a filler is a name only
-- beside another name.
named as (

    select
        unread.*,
        given_names.name_text as given_name_text,
        given_names.name_key as given_name_key,
        given_names.name_group as given_name_group,
        given_names.name_phonetic as given_name_phonetic,
        coalesce(
            given_names.is_ambiguous and coalesce(
                family_names.is_ambiguous or family_names.name_key is null, true
            ), false
        ) as is_given_name_doubtful,
        coalesce(
            middle_names.name_text, given_names.trailing_initial
        ) as middle_name_text,
        coalesce(
            middle_names.name_key, given_names.trailing_initial_key
        ) as middle_name_key,
        coalesce(
            middle_names.is_ambiguous
            and coalesce(given_names.is_ambiguous or given_names.name_key is null, true)
            and coalesce(
                family_names.is_ambiguous or family_names.name_key is null, true
            ), false
        ) as is_middle_name_doubtful,
        family_names.name_text as family_name_text,
        family_names.name_key as family_name_key,
        family_names.name_phonetic as family_name_phonetic,
        coalesce(
            family_names.is_ambiguous and coalesce(
                given_names.is_ambiguous or given_names.name_key is null, true
            ), false
        ) as is_family_name_doubtful,
        coalesce(
            family_names.suffix_key, given_names.suffix_key, unread.full_name_suffix_key
        ) as name_suffix_key
    from unread
    left join names as given_names
        on unread.given_text = given_names.name_raw
        and given_names.name_part = 'given'
    left join names as middle_names
        on unread.middle_text = middle_names.name_raw
        and middle_names.name_part = 'middle'
    left join names as family_names
        on unread.family_text = family_names.name_raw
        and family_names.name_part = 'family'
    {{ computed_once() }}

),

joined as (

    select
        named.record_id,
        named.source_name,
        named.source_record_id,

        ---------- names
        case when not named.is_given_name_doubtful then named.given_name_text end
            as given_name,
        case when not named.is_given_name_doubtful then named.given_name_key end
            as given_name_key,
        case when not named.is_given_name_doubtful then named.given_name_group end
            as given_name_group,
        case when not named.is_given_name_doubtful then named.given_name_phonetic end
            as given_name_phonetic,
        case when not named.is_middle_name_doubtful then named.middle_name_text end
            as middle_name,
        case when not named.is_middle_name_doubtful then named.middle_name_key end
            as middle_name_key,
        case when not named.is_family_name_doubtful then named.family_name_text end
            as family_name,
        case when not named.is_family_name_doubtful then named.family_name_key end
            as family_name_key,
        case when not named.is_family_name_doubtful then named.family_name_phonetic end
            as family_name_phonetic,
        named.name_suffix_key,

        ---------- birth date
        birth_dates.date_of_birth,
        birth_dates.birth_year,
        birth_dates.birth_month,
        birth_dates.birth_day,
        coalesce(
            birth_dates.is_placeholder_birth_date, false
        ) as is_placeholder_birth_date,

        ---------- contact points
        emails.email,
        emails.email_key,
        emails.email_user,
        emails.email_domain,
        coalesce(emails.is_role_email, false) as is_role_email,
        coalesce(emails.is_disposable_email, false) as is_disposable_email,
        phones.phone,
        phones.phone_key,
        named.phone_region,

        ---------- address
        addresses.street_address,
        addresses.house_number,
        streets.street_name_key,
        addresses.unit_number,
        nullif(trim(
            coalesce(addresses.house_number, '')
            || coalesce(' ' || streets.street_name_key, '')
            || coalesce(' unit ' || addresses.unit_number, '')
        ), '') as street_address_key,
        cities.locality_text as city,
        cities.locality_key as city_key,
        coalesce(upper(region_codes.region_key), regions.locality_text) as region,
        coalesce(region_codes.region_key, regions.locality_key) as region_key,
        case
            when placeholders.value_key is null
                then {{ standard_postal_code(
                    'named.postal_code_text', 'named.country_code'
                ) }}
        end as postal_code,
        named.country_code as country,

        ---------- codes
        {{ compact_key('named.national_id') }} as national_id,
        {{ gender_code('named.gender_key') }} as gender,
        {{ compact_key('named.loyalty_id') }} as loyalty_id,

        ---------- timestamps
        named.created_at,
        named.updated_at,

        ---------- raw values
        {% for column in canonical_columns() if column.type == 'string' %}
        named.{{ column.name }} as {{ column.name }}_raw{{ ',' if not loop.last }}
        {% endfor %}
    from named
    left join birth_dates
        on named.date_of_birth = birth_dates.date_raw
        and named.date_order = birth_dates.date_order
    left join emails
        on named.email = emails.email_raw
    left join phones
        on named.phone = phones.phone_raw
        and named.phone_region = phones.phone_region
    left join addresses
        on named.street_address = addresses.street_address_raw
    left join streets
        on addresses.street_words = streets.street_words
    left join localities as cities
        on named.city = cities.locality_raw
        and cities.locality_part = 'city'
    left join localities as regions
        on named.region = regions.locality_raw
        and regions.locality_part = 'region'
    left join region_codes
        on regions.locality_key = region_codes.region_name_key
        and region_codes.country = coalesce(named.country_code, '')
    left join placeholders
        on placeholders.value_key = '<' || named.postal_code_text || '>'
    {{ computed_once() }}

),

standardized as (

    select
        {{ record_key('record_id') }} as record_key,
        record_id,
        source_name,
        source_record_id,
        given_name,
        middle_name,
        family_name,
        case name_suffix_key
            when 'jr' then 'Jr'
            when 'sr' then 'Sr'
            else upper(name_suffix_key)
        end as name_suffix,
        given_name_key,
        middle_name_key,
        family_name_key,
        name_suffix_key,
        given_name_group,
        given_name_phonetic,
        family_name_phonetic,
        date_of_birth,
        birth_year,
        birth_month,
        birth_day,
        is_placeholder_birth_date,
        email,
        email_key,
        email_user,
        email_domain,
        is_role_email,
        is_disposable_email,
        phone,
        phone_key,
        phone_region,
        street_address,
        street_address_key,
        house_number,
        street_name_key,
        unit_number,
        city,
        city_key,
        region,
        region_key,
        postal_code,
        lower(replace(postal_code, ' ', '')) as postal_code_key,
        country,
        national_id,
        gender,
        loyalty_id,
        created_at,
        updated_at,
        {% for column in canonical_columns() if column.type == 'string' %}
        {{ column.name }}_raw{{ ',' if not loop.last }}
        {% endfor %}
    from joined

)

select * from standardized
