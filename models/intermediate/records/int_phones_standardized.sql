-- One row per distinct raw phone text and dialling region × number in it: the number in
-- E.164 form, as libphonenumber reads it. What cannot be a number of its country has no
-- E.164 form.
{{ config(
    materialized='patched',
    affected='affected_contact_texts',
    patch_by=[['phone_raw']],
    texts={
        'columns': ['phone_raw', 'phone_region'],
        'found': [
            ['int_records_located', ['phone', 'phone_region']],
            ['int_consent_events_received', [
                "case when identifier_type = 'phone' then identifier_value_raw end",
                'phone_region'
            ]],
        ],
    },
    unwatched=['int_consent_events_received']
) }}
{#
    raw text ─→ digits ─┬─ + or IDD prefix ─→ calling code ─┐
                        └─ else, the default region ────────┴─→ national prefix off ─→ E.164
#}

with raw_phones as (

    select
        phone as phone_raw,
        phone_region
    from {{ ref('int_records_located') }}
    where phone is not null
    union
    select
        identifier_value_raw as phone_raw,
        phone_region
    from {{ ref('int_consent_events_received') }}
    where identifier_type = 'phone' and identifier_value_raw is not null

),

split_texts as (

    select
        text_raw,
        value_number,
        value_raw
    from {{ ref('int_contact_texts_split') }}
    where contact_type = 'phone'

),

phone_texts as (

    select
        raw_phones.phone_raw,
        raw_phones.phone_region,
        coalesce(split_texts.value_number, 1) as value_number,
        coalesce(split_texts.value_raw, raw_phones.phone_raw) as phone_text
    from raw_phones
    left join split_texts
        on raw_phones.phone_raw = split_texts.text_raw
    where {{ is_affected(['raw_phones.phone_raw']) }}
    {{ computed_once() }}

),

regions as (

    select
        region,
        calling_code,
        is_main_region,
        coalesce(idd_prefixes, '') as idd_prefixes,
        coalesce(national_prefixes, '') as national_prefixes,
        rewrite_pattern,
        coalesce(rewrite_to, '') as rewrite_to,
        possible_lengths,
        max_length,
        coalesce(first_digits, '') as first_digits,
        number_pattern
    from {{ ref('phone_regions') }}

),

main_regions as (

    select
        calling_code,
        region
    from regions
    where is_main_region

),

dialled as (

    select
        phone_raw,
        phone_region,
        value_number,
        {{ _dialled_text('phone_text') }} as dialled_text
    from phone_texts
    {{ computed_once() }}

),

digits_kept as (

    select
        phone_raw,
        phone_region,
        value_number,
        dialled_text,
        substr(dialled_text, 1, 1) = '+' as has_plus,
        replace(dialled_text, '+', '') as digits
    from dialled
    {{ computed_once() }}

),

-- The part after + or after the prefix for calls abroad (00, 011 …) of the default region.
international as (

    select
        digits_kept.phone_raw,
        digits_kept.phone_region,
        digits_kept.value_number,
        digits_kept.dialled_text,
        digits_kept.digits,
        case
            when digits_kept.has_plus then digits_kept.digits
            {% for length in range(8, 0, -1) %}
            when substr(digits_kept.digits, {{ length + 1 }}, 1) <> '0'
                and position(
                    ',' || substr(digits_kept.digits, 1, {{ length }}) || ','
                    in regions.idd_prefixes
                ) > 0
                then substr(digits_kept.digits, {{ length + 1 }})
            {% endfor %}
            -- 00 means abroad even where it is not dialled so, if no number begins with 0.
            when substr(digits_kept.digits, 1, 2) = '00'
                and length(digits_kept.digits) >= 11
                and position('0' in coalesce(regions.first_digits, '')) = 0
                and position(',0,' in coalesce(regions.national_prefixes, '')) = 0
                then substr(digits_kept.digits, 3)
        end as international_digits,
        regions.calling_code as default_calling_code,
        regions.possible_lengths,
        regions.max_length,
        regions.number_pattern
    from digits_kept
    left join regions
        on digits_kept.phone_region = regions.region
    {{ computed_once() }}

),

-- Calling codes have one to three digits and none begins with another.
called as (

    select
        international.*,
        coalesce(
            one.calling_code, two.calling_code, three.calling_code
        ) as calling_code,
        coalesce(one.region, two.region, three.region) as called_region
    from international
    left join main_regions as one
        on one.calling_code = substr(international.international_digits, 1, 1)
    left join main_regions as two
        on two.calling_code = substr(international.international_digits, 1, 2)
    left join main_regions as three
        on three.calling_code = substr(international.international_digits, 1, 3)
    {{ computed_once() }}

),

-- A number that names no country may still begin with the default region's calling code.
numbered as (

    select
        phone_raw,
        phone_region,
        value_number,
        dialled_text,
        digits,
        coalesce(
            called_region,
            case when has_own_code then own_main_region else phone_region end
        ) as region,
        case
            when called_region is not null
                then substr(international_digits, length(calling_code) + 1)
            when has_own_code
                then substr(digits, length(default_calling_code) + 1)
            else digits
        end as number_digits
    from (

        select
            called.*,
            main_regions.region as own_main_region,
            case
                when called.called_region is not null
                    or called.default_calling_code is null
                    or substr(called.digits, 1, length(called.default_calling_code))
                    <> called.default_calling_code
                    then false
                when length(called.digits) > called.max_length then true
                when {{ matches_regexp(
                    'called.digits', 'called.number_pattern'
                ) }} then false
                when {{ matches_regexp(
                    'substr(called.digits, length(called.default_calling_code) + 1)',
                    'called.number_pattern'
                ) }} then true
                else {{ matches_regexp(
                    "trim(leading '0' from substr("
                    ~ "called.digits, length(called.default_calling_code) + 1))",
                    'called.number_pattern'
                ) }}
            end as has_own_code
        from called
        left join main_regions
            on called.default_calling_code = main_regions.calling_code
        {{ computed_once() }}

    ) as owned
    {{ computed_once() }}

),

prefixed as (

    select
        numbered.phone_raw,
        numbered.phone_region,
        numbered.value_number,
        numbered.dialled_text,
        numbered.digits,
        numbered.number_digits,
        regions.calling_code,
        regions.possible_lengths,
        regions.first_digits,
        regions.number_pattern,
        case
            when regions.rewrite_pattern is not null
                and {{ matches_regexp(
                    'numbered.number_digits', 'regions.rewrite_pattern'
                ) }}
                then {{ regexp_rewrite(
                    'numbered.number_digits', 'regions.rewrite_pattern',
                    'regions.rewrite_to'
                ) }}
            {% for length in range(7, 0, -1) %}
            when position(
                ',' || substr(numbered.number_digits, 1, {{ length }}) || ','
                in regions.national_prefixes
            ) > 0
                and length(numbered.number_digits) > {{ length }}
                then substr(numbered.number_digits, {{ length + 1 }})
            {% endfor %}
        end as stripped_digits
    from numbered
    left join regions
        on numbered.region = regions.region
    {{ computed_once() }}

),

-- The prefix stays when the number is valid with it and not without it, and when what
-- is left is too short.
chosen as (

    select
        phone_raw,
        digits,
        phone_region,
        value_number,
        dialled_text,
        calling_code,
        possible_lengths,
        case
            when stripped_digits is null then number_digits
            when position(
                {{ _packed_length('stripped_digits') }} in possible_lengths
            ) = 0
                then number_digits
            when position(substr(number_digits, 1, 1) in first_digits) > 0
                and position(
                    {{ _packed_length('number_digits') }} in possible_lengths
                ) > 0
                and {{ matches_regexp('number_digits', 'number_pattern') }}
                and not {{ matches_regexp('stripped_digits', 'number_pattern') }}
                then number_digits
            else stripped_digits
        end as national_digits
    from prefixed
    {{ computed_once() }}

),

standardized as (

    select
        phone_raw,
        phone_region,
        value_number,
        dialled_text,
        case
            when position(
                {{ _packed_length('national_digits') }} in possible_lengths
            ) > 0
                then '+' || calling_code || national_digits
        end as phone,
        case
            when position(
                {{ _packed_length('national_digits') }} in possible_lengths
            ) > 0
                then '+' || calling_code || national_digits
            when length(digits) >= 7 then digits
        end as phone_key
    from chosen

)

select * from standardized
