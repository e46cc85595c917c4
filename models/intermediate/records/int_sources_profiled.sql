-- One row per source that has records: the country and the order of day and month that
-- its own values point to, for records that do not say.
{{ config(
    materialized='patched',
    changes=['source_name'],
    watched=['default_country', 'most_common_country', 'date_order']
) }}

with records as (

    select
        source_name,
        country,
        date_of_birth
    from {{ ref('int_records_unioned') }}

),

country_names as (

    select
        country_name_key,
        country
    from {{ ref('country_names') }}

),

country_texts as (

    select
        source_name,
        country as country_text,
        count(*) as record_count
    from records
    where country is not null
    group by source_name, country

),

countries_counted as (

    select
        country_texts.source_name,
        country_names.country,
        sum(country_texts.record_count) as record_count
    from country_texts
    inner join country_names
        on country_names.country_name_key = {{ key_text('country_texts.country_text') }}
    group by country_texts.source_name, country_names.country

),

countries_ranked as (

    select
        source_name,
        country,
        row_number() over (
            partition by source_name
            order by record_count desc, {{ bytewise('country') }}
        ) as country_rank
    from countries_counted

),

-- 14/05/1982 can only be day first, 05/14/1982 month first. Dots are day first anyway.
date_parts as (

    select
        source_name,
        cast({{ regexp_group(
            'date_of_birth', "'^([0-9]{1,2})[/-][0-9]{1,2}[/-][0-9]'", 1
        ) }} as integer) as first_part,
        cast({{ regexp_group(
            'date_of_birth', "'^[0-9]{1,2}[/-]([0-9]{1,2})[/-][0-9]'", 1
        ) }} as integer) as second_part
    from records
    {{ computed_once() }}

),

date_orders_counted as (

    select
        source_name,
        sum(
            case
                when first_part between 13 and 31 and second_part <= 12 then 1
                else 0
            end
        ) as day_first_count,
        sum(
            case
                when second_part between 13 and 31 and first_part <= 12 then 1
                else 0
            end
        ) as month_first_count
    from date_parts
    group by source_name

),

default_countries as (

    {% for source_name, source in source_settings().items() %}
    select
        cast('{{ source_name }}' as {{ dbt.type_string() }}) as source_name,
        {% set country = source.default_country or '' -%}
        cast(nullif('{{ country }}', '') as {{ dbt.type_string() }})
            as default_country
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

profiled as (

    select
        date_orders_counted.source_name,
        default_countries.default_country,
        countries_ranked.country as most_common_country,
        date_orders_counted.day_first_count,
        date_orders_counted.month_first_count,
        case
            when date_orders_counted.day_first_count
                > 20 * date_orders_counted.month_first_count
                then 'DMY'
            when date_orders_counted.month_first_count
                > 20 * date_orders_counted.day_first_count
                then 'MDY'
        end as date_order
    from date_orders_counted
    left join default_countries
        on date_orders_counted.source_name = default_countries.source_name
    left join countries_ranked
        on date_orders_counted.source_name = countries_ranked.source_name
        and countries_ranked.country_rank = 1

)

select * from profiled
