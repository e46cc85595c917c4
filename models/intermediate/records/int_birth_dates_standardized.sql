-- One row per distinct raw date text and order of day and month: the date, and the parts
-- that are known when it is not whole.
{{ config(
    materialized='patched',
    affected='affected_texts',
    patch_by=[['date_raw']],
    texts={
        'columns': ['date_raw', 'date_order'],
        'found': [
            ['int_records_located', ['date_of_birth', 'date_order']],
        ],
    }
) }}

with records as (

    select distinct
        date_of_birth as date_raw,
        date_order
    from {{ ref('int_records_located') }}
    where date_of_birth is not null and {{ is_affected(['date_of_birth']) }}

),

month_names as (

    select
        month_key,
        cast(month_number as integer) as month_number
    from {{ ref('month_names') }}

),

placeholders as (

    select value_key
    from {{ ref('placeholder_values') }}
    where attribute = 'date_of_birth'

),

-- Time of day off; separators and ordinals (5th) to single spaces, and round a month's name
-- (25DEC1890). About 1850 is 1850.
spaced as (

    select
        date_raw,
        case
            when {{ matches_regexp(
                'date_raw', "'^[0-9]{1,2}[.][0-9]{1,2}[.]'"
            ) }} then 'DMY'
            else date_order
        end as date_order,
        date_order as given_order,
        {{ regexp_rewrite(regexp_rewrite(
            regexp_replace_all(
                'coalesce(' ~ key_text(
                    regexp_replace_all(
                        'date_raw', "'[T ]+[0-9]{1,2}:[0-9]{2}.*$'", "''"
                    )
                ) ~ ", '')",
                "'(^| )(([a-z]*day|mon|tue|wed|thu|fri|sat|sun|den|le|of|de|the|"
                ~ "c|ca|cca|circa|abt|about|approx|approximately|est|estimated|b|born) )+'",
                "' '"
            ),
            "'([0-9])(st|nd|rd|th|er)( |$)'", "'$1 '"
        ), "'^([0-9]{1,2})([a-z]{3,})([0-9]{2,4})$'", "'$1 $2 $3'") }} as date_text
    from records
    {{ computed_once() }}

),

tokens as (

    select
        date_raw,
        date_order,
        given_order,
        split_part(trim(date_text), ' ', 1) as first_token,
        split_part(trim(date_text), ' ', 2) as second_token,
        split_part(trim(date_text), ' ', 3) as third_token
    from (

        select
            date_raw,
            date_order,
            given_order,
            {{ regexp_replace_all('date_text', "' +'", "' '") }} as date_text
        from spaced
        {{ computed_once() }}

    ) as single_spaces
    {{ computed_once() }}

),

-- Compact dates become three tokens; a month's name becomes its number, marked by m.
parted as (

    select
        tokens.date_raw,
        tokens.date_order,
        tokens.given_order,
        coalesce(
            'm' || cast(first_months.month_number as {{ dbt.type_string() }}),
            tokens.first_token
        ) as first_token,
        coalesce(
            'm' || cast(second_months.month_number as {{ dbt.type_string() }}),
            tokens.second_token
        ) as second_token,
        tokens.third_token
    from tokens
    left join month_names as first_months
        on tokens.first_token = first_months.month_key
    left join month_names as second_months
        on tokens.second_token = second_months.month_key
    {{ computed_once() }}

),

-- Which token is the year, the month and the day, and whether day and month may swap.
shaped as (

    select
        date_raw,
        given_order,
        date_order,
        first_token,
        second_token,
        third_token,
        case
            when {{ matches_regexp(
                _date_tokens(), "'^m[0-9]+ [0-9]{1,2} ([0-9]{2}|[0-9]{4})$'"
            ) }} then 'nMDY'
            when {{ matches_regexp(
                _date_tokens(), "'^[0-9]{1,2} m[0-9]+ ([0-9]{2}|[0-9]{4})$'"
            ) }} then 'nDMY'
            when {{ matches_regexp(
                _date_tokens(), "'^[0-9]{4} m[0-9]+ [0-9]{1,2}$'"
            ) }} then 'nYMD'
            when {{ matches_regexp(
                _date_tokens(), "'^[0-9]{4} [0-9]{1,2} [0-9]{1,2}$'"
            ) }} then 'YMD'
            when {{ matches_regexp(
                _date_tokens(), "'^[0-9]{1,2} [0-9]{1,2} ([0-9]{2}|[0-9]{4})$'"
            ) }} then date_order
            when {{ matches_regexp(
                _date_tokens(), "'^m[0-9]+ [0-9]{4} $'"
            ) }} then 'nMY'
            when {{ matches_regexp(
                _date_tokens(), "'^[0-9]{4} m[0-9]+ $'"
            ) }} then 'nYM'
            when {{ matches_regexp(
                _date_tokens(), "'^[0-9]{1,2} [0-9]{4} $'"
            ) }} then 'MY'
            when {{ matches_regexp(
                _date_tokens(), "'^[0-9]{4} [0-9]{1,2} $'"
            ) }} then 'YM'
            when {{ matches_regexp(_date_tokens(), "'^[0-9]{4}  $'") }} then 'Y'
            when {{ matches_regexp(
                _date_tokens(),
                "'^(1[6-9]|20)[0-9]{2}((0[0-9]|1[0-2])[0-3][0-9]|"
                ~ "[0-3][0-9](0[0-9]|1[0-2]))([0-9]{6})?  $'"
            ) }} then 'compact YMD'
            when {{ matches_regexp(
                _date_tokens(),
                "'^((0[0-9]|1[0-2])[0-3][0-9]|[0-3][0-9](0[0-9]|1[0-2]))[0-9]{4}  $'"
            ) }} then 'compact ' || date_order
            -- 19851618 has no month that can be read, but a year, and 18131985 has another
            when {{ matches_regexp(
                _date_tokens(),
                "'^(1[6-9]|20)[0-9]{2}([03-9][0-9]|1[0-8]|2[1-9])[0-9]{2}  $'"
            ) }} then 'compact YMD'
            when {{ matches_regexp(
                _date_tokens(), "'^[0-9]{8}  $'"
            ) }} then 'compact ' || date_order
            when {{ matches_regexp(
                _date_tokens(), "'^(19|20)[0-9]{2}(0[1-9]|1[0-2])  $'"
            ) }} then 'compact YM'
            when {{ matches_regexp(
                _date_tokens(), "'^[0-9]{6}  $'"
            ) }} then 'compact short ' || date_order
        end as shape
    from parted
    {{ computed_once() }}

),

lettered as (

    select
        date_raw,
        given_order,
        case
            when shape in ('nMDY', 'nDMY', 'MDY', 'DMY') then third_token
            when shape in ('nYMD', 'YMD', 'nYM', 'YM', 'Y') then first_token
            when shape in ('nMY', 'MY') then second_token
            when shape in ('compact YMD', 'compact YM') then substr(first_token, 1, 4)
            when shape in ('compact DMY', 'compact MDY') then substr(first_token, 5, 4)
            when shape in ('compact short DMY', 'compact short MDY')
                then substr(first_token, 5, 2)
        end as year_text,
        case
            when shape in ('nMDY', 'nMY', 'MDY', 'MY') then first_token
            when shape in ('nDMY', 'DMY', 'nYMD', 'YMD', 'nYM', 'YM') then second_token
            when shape in ('compact YMD', 'compact YM') then substr(first_token, 5, 2)
            when shape in ('compact DMY', 'compact short DMY')
                then substr(first_token, 3, 2)
            when shape in ('compact MDY', 'compact short MDY')
                then substr(first_token, 1, 2)
        end as month_text,
        case
            when shape in ('nMDY', 'MDY') then second_token
            when shape in ('nDMY', 'DMY') then first_token
            when shape in ('nYMD', 'YMD') then third_token
            when shape = 'compact YMD' then substr(first_token, 7, 2)
            when shape in ('compact DMY', 'compact short DMY')
                then substr(first_token, 1, 2)
            when shape in ('compact MDY', 'compact short MDY')
                then substr(first_token, 3, 2)
        end as day_text,
        substr(shape, 1, 1) <> 'n' as can_swap
    from shaped
    {{ computed_once() }}

),

numbered as (

    select
        date_raw,
        given_order,
        can_swap,
        case
            when length(year_text) = 2
                then cast(year_text as integer) + case
                    when cast(year_text as integer) <= {{ var(
                        'two_digit_year_pivot'
                    ) }} then 2000
                    else 1900
                end
            else cast(year_text as integer)
        end as year_number,
        cast(replace(month_text, 'm', '') as integer) as month_number,
        cast(day_text as integer) as day_number
    from lettered
    {{ computed_once() }}

),

-- 20042311 has no month 23: read the other way round it is 23 November.
ordered as (

    select
        date_raw,
        given_order,
        case when year_number between 1000 and 2100 then year_number end as year_number,
        case
            when month_number > 12 and day_number between 1 and 12 and can_swap
                then day_number
            else month_number
        end as month_number,
        case
            when month_number between 13 and 31
                and day_number between 1 and 12 and can_swap
                then month_number
            else day_number
        end as day_number
    from numbered
    {{ computed_once() }}

),

checked as (

    select
        date_raw,
        given_order,
        year_number,
        case when month_number between 1 and 12 then month_number end as month_number,
        case
            when month_number not between 1 and 12 then null
            when day_number between 1 and case
                when month_number in (4, 6, 9, 11) then 30
                when month_number <> 2 then 31
                when year_number % 4 = 0
                    and (year_number % 100 <> 0 or year_number % 400 = 0)
                    then 29
                when year_number is null then 29
                else 28
            end then day_number
        end as day_number
    from ordered
    {{ computed_once() }}

),

dated as (

    select
        date_raw,
        given_order as date_order,
        year_number as birth_year,
        month_number as birth_month,
        day_number as birth_day,
        case
            when year_number is not null
                and month_number is not null and day_number is not null
                then cast(year_number as {{ dbt.type_string() }})
                || '-' || lpad(cast(month_number as {{ dbt.type_string() }}), 2, '0')
                || '-' || lpad(cast(day_number as {{ dbt.type_string() }}), 2, '0')
        end as iso_date
    from checked
    {{ computed_once() }}

),

standardized as (

    select
        dated.date_raw,
        dated.date_order,
        cast(dated.iso_date as date) as date_of_birth,
        dated.birth_year,
        dated.birth_month,
        dated.birth_day,
        placeholders.value_key is not null as is_placeholder_birth_date
    from dated
    left join placeholders
        on placeholders.value_key = '<' || dated.iso_date || '>'

)

select * from standardized
