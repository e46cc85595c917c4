-- One row per distinct raw street address: display form, house number, unit, the words of
-- the street without them, and the key that joins all three.
{{ config(
    materialized='patched',
    affected='affected_texts',
    patch_by=[['street_address_raw']],
    texts={
        'columns': ['street_address_raw'],
        'found': [
            ['int_records_unioned', ['street_address']],
        ],
    }
) }}

with records as (

    select distinct street_address as street_address_raw
    from {{ ref('int_records_unioned') }}
    where
        street_address is not null
        and {{ is_affected(['street_address']) }}

),

placeholders as (

    select value_key
    from {{ ref('placeholder_values') }}
    where attribute = 'address'

),

displayed as (

    select
        street_address_raw,
        {{ single_spaced('street_address_raw') }} as street_address,
        {{ fold_text('street_address_raw') }} as folded
    from records
    {{ computed_once() }}

),

-- Letters, digits, and the signs that mean something in a number: # / -
lettered as (

    select
        street_address_raw,
        street_address,
        {{ _address_letters('folded') }} as address_text
    from displayed
    {{ computed_once() }}

),

units_found as (

    select
        street_address_raw,
        street_address,
        address_text,
        {{ regexp_group('address_text', _unit_pattern(), 4) }} as unit_number
    from lettered
    {{ computed_once() }}

),

without_units as (

    select
        street_address_raw,
        street_address,
        unit_number,
        case
            when unit_number is null then address_text
            else trim({{ regexp_replace_all(
                regexp_replace_all(
                    regexp_replace_all('address_text', _unit_pattern(), "' '"),
                    _unit_pattern(), "' '"
                ),
                "' +(floor|fl|etage|stock|og)? *$'", "''"
            ) }})
        end as address_text
    from units_found
    {{ computed_once() }}

),

boxes_found as (

    select
        street_address_raw,
        street_address,
        unit_number,
        address_text,
        {{ regexp_group(
            'address_text',
            "'(^| )(p ?o ?box|po ?bx|post office box|postfach|pob|gpo box|locked bag|bp)"
            ~ " ([0-9]+)( |$)'", 3
        ) }} as box_number,
        {{ regexp_group(
            'address_text',
            "'^([0-9]+[a-z]?([-/][0-9]+[a-z]?)*|([nsew][0-9]+)+[a-z]?)( |$)'", 1
        ) }} as leading_number,
        {{ regexp_group(
            'address_text', "' ([0-9]+ ?[a-z]?([-/][0-9]+ ?[a-z]?)?)$'", 1
        ) }} as trailing_number
    from without_units
    {{ computed_once() }}

),

numbered as (

    select
        street_address_raw,
        street_address,
        unit_number,
        box_number,
        address_text,
        leading_number,
        case
            when leading_number is null
                and not {{ matches_regexp(
                    'address_text',
                    "'(^| )(hwy|highway|route|rte|rt|box|interstate|us|cr|sr|county road"
                    ~ "|co rd|fm|road|rd|exit|mile|lot|no) [0-9]+ ?[a-z]?$'"
                ) }}
                then trailing_number
        end as trailing_number
    from boxes_found
    {{ computed_once() }}

),

parted as (

    select
        street_address_raw,
        street_address,
        unit_number,
        case
            when box_number is null
                then coalesce(leading_number, replace(trailing_number, ' ', ''))
        end as house_number,
        nullif(trim(
            both '-/# ' from case
                when box_number is not null then 'po box ' || box_number
                when leading_number is not null
                    then substr(address_text, length(leading_number) + 1)
                when trailing_number is not null
                    then substr(
                        address_text, 1, length(address_text) - length(trailing_number)
                    )
                else address_text
            end
        ), '') as street_words
    from numbered
    {{ computed_once() }}

),

screened as (

    select
        parted.street_address_raw,
        parted.street_address,
        parted.unit_number,
        parted.house_number,
        parted.street_words
    from parted
    left join placeholders
        on placeholders.value_key = '<' || parted.street_words || '>'
        and parted.house_number is null
    where placeholders.value_key is null
    {{ computed_once() }}

),

standardized as (

    select
        street_address_raw,
        case
            when coalesce(house_number, street_words, unit_number) is not null
                then {{ title_case('street_address') }}
        end as street_address,
        house_number,
        street_words,
        unit_number
    from screened

)

select * from standardized
