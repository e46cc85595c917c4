-- One row per record: its raw columns, an e-mail address and a phone number each in its own, its
-- country as ISO 3166 code, the dialling region of its phone and the order of day and month of
-- its dates.
{{ config(
    materialized='patched',
    affected='affected_records_located',
    patch_by=[['record_id']],
    changes=['record_id']
) }}

with records as (

    select *
    from {{ ref('int_records_unioned') }}
    where {{ is_affected(['record_id']) }}

),

country_names as (

    select
        country_name_key,
        country
    from {{ ref('country_names') }}

),

sources as (

    select
        source_name,
        default_country,
        most_common_country,
        date_order
    from {{ ref('int_sources_profiled') }}

),

-- What was typed into the other one's column: an address where none is in the e-mail's, and
-- a number where the phone's is empty or has that address. A text with both is read as both.
looked_at as (

    select
        records.*,
        coalesce(records.email like '%@%' or records.email like '%＠%', false)
            as has_email,
        coalesce(
            not {{ matches_regexp('records.email', "'[A-Za-z@]'") }}
            and {{ matches_regexp('records.email', "'([0-9][^0-9]*){7}'") }},
            false
        ) as is_email_a_phone
    from records

),

placed as (

    select
        record_id,
        source_name,
        source_record_id,
        {%- for column in canonical_columns()
            if column.name not in ('email', 'phone') %}
        {{ column.name }},
        {%- endfor %}
        case
            when has_email then email
            when phone like '%@%' then phone
            when phone is null and is_email_a_phone then null
            else email
        end as email,
        case
            when has_email then phone
            when phone is null or phone like '%@%'
                then case when is_email_a_phone then email else phone end
            else phone
        end as phone
    from looked_at

),

-- The domain of the first address, whatever parts it from others.
mailed as (

    select
        placed.*,
        lower(split_part(trim(split_part(
            translate(
                placed.email,
                ';,|/<>()[]"' || chr(9) || chr(10) || chr(13) || chr(160),
                '               '
            ),
            '@', 2
        )), ' ', 1)) as first_domain
    from placed

),

-- A record that names no country may show it: British and Canadian postal codes have
-- shapes of their own, and mail domains end in a country.
hinted as (

    select
        mailed.*,
        case
            when mailed.country is not null then null
            when {{ matches_regexp(
                'mailed.postal_code',
                "'^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?([0-9][A-Za-z]{2})?$'"
            ) }} then 'GB'
            when {{ matches_regexp(
                'mailed.postal_code',
                "'^[A-Za-z][0-9][A-Za-z][ -]?[0-9][A-Za-z][0-9]$'"
            ) }} then 'CA'
            when mailed.first_domain like '%.uk' then 'GB'
            when mailed.first_domain like '%.de' then 'DE'
            when mailed.first_domain like '%.fr' then 'FR'
            when mailed.first_domain like '%.ca' then 'CA'
            when mailed.first_domain like '%.au' then 'AU'
        end as hinted_country
    from mailed

),

located as (

    select
        records.*,
        country_names.country as country_code,
        coalesce(
            country_names.country,
            records.hinted_country,
            sources.default_country,
            sources.most_common_country,
            '{{ var("default_country") }}'
        ) as phone_region,
        coalesce(
            sources.date_order,
            case
                when coalesce(
                    country_names.country,
                    records.hinted_country,
                    sources.default_country,
                    '{{ var("default_country") }}'
                ) in ('US', 'PR', 'GU', 'VI', 'AS', 'MP', 'PH', 'FM', 'MH', 'PW')
                    then 'MDY'
                else 'DMY'
            end
        ) as date_order
    from hinted as records
    left join country_names
        on country_names.country_name_key = {{ key_text('records.country') }}
    left join sources
        on records.source_name = sources.source_name

)

select * from located
