{{ config(materialized='view') }}

-- One row per record: its raw columns, its country as ISO 3166 code, the dialling region
-- of its phone and the order of day and month of its dates.

with records as (

    select *
    from {{ ref('int_records_unioned') }}

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

located as (

    select
        records.*,
        country_names.country as country_code,
        coalesce(
            country_names.country,
            sources.default_country,
            sources.most_common_country,
            '{{ var("default_country") }}'
        ) as phone_region,
        coalesce(
            sources.date_order,
            case
                when coalesce(
                    country_names.country,
                    sources.default_country,
                    '{{ var("default_country") }}'
                ) in ('US', 'PR', 'GU', 'VI', 'AS', 'MP', 'PH', 'FM', 'MH', 'PW')
                    then 'MDY'
                else 'DMY'
            end
        ) as date_order
    from records
    left join country_names
        on country_names.country_name_key = {{ key_text('records.country') }}
    left join sources
        on records.source_name = sources.source_name

)

select * from located
