-- One row per raw e-mail or phone text that holds several values × value, the first one
-- first; at most five of each, and of a withdrawal's text all among 600 pieces. Texts of
-- one value, which nearly all are, have no row.
{{ config(
    materialized='patched',
    changes=['contact_type', 'text_raw']
) }}

with received as (

    select
        identifier_type,
        identifier_value_raw,
        case when is_grant then 0 else 1 end as is_withdrawn
    from {{ ref('int_consent_events_received') }}

),

found_texts as (

    select
        'email' as contact_type,
        email as text_raw,
        0 as is_withdrawn
    from {{ ref('int_records_located') }}
    where {{ _may_hold_emails('email') }}
    union
    select
        'phone' as contact_type,
        phone as text_raw,
        0 as is_withdrawn
    from {{ ref('int_records_located') }}
    where {{ _may_hold_phones('phone') }}
    union
    select
        identifier_type as contact_type,
        identifier_value_raw as text_raw,
        is_withdrawn
    from received
    where identifier_type = 'email' and {{ _may_hold_emails('identifier_value_raw') }}
    union
    select
        identifier_type as contact_type,
        identifier_value_raw as text_raw,
        is_withdrawn
    from received
    where identifier_type = 'phone' and {{ _may_hold_phones('identifier_value_raw') }}

),

raw_texts as (

    select
        contact_type,
        text_raw,
        max(is_withdrawn) as is_withdrawn
    from found_texts
    group by contact_type, text_raw

),

parted as (

    select
        contact_type,
        text_raw,
        is_withdrawn,
        {{ _parted_emails('text_raw') }} as parted_text
    from raw_texts
    where contact_type = 'email'
    union all
    select
        contact_type,
        text_raw,
        is_withdrawn,
        {{ _parted_phones('text_raw') }} as parted_text
    from raw_texts
    where contact_type = 'phone'

),

-- Runs of separators are one: names and brackets leave many.
several as (

    select
        contact_type,
        text_raw,
        is_withdrawn,
        {{ regexp_replace_all('parted_text', "'[; ]*;[; ]*'", "';'") }} as parted_text
    from parted
    where parted_text like '%;%'
    {{ computed_once() }}

),

places as (

    {% for place in range(1, 25) -%}
    select {{ place }} as place{{ ' union all' if not loop.last }}
    {% endfor %}

),

-- A withdrawal may name as many as it will.
further_places as (

    select rows_of_places.place * 24 + places.place as place
    from places as rows_of_places
    cross join places

),

counted as (

    select
        contact_type,
        text_raw,
        parted_text,
        length(parted_text) - length(replace(parted_text, ';', '')) + 1 as piece_count
    from several
    where is_withdrawn = 1
    {{ computed_once() }}

),

placed as (

    select
        several.contact_type,
        several.text_raw,
        several.parted_text,
        places.place
    from several
    cross join places
    union all
    select
        counted.contact_type,
        counted.text_raw,
        counted.parted_text,
        further_places.place
    from counted
    inner join further_places
        on counted.piece_count >= further_places.place

),

pieces as (

    select
        contact_type,
        text_raw,
        place,
        trim(split_part(parted_text, ';', place)) as piece
    from placed
    {{ computed_once() }}

),

bared as (

    select
        contact_type,
        text_raw,
        place,
        piece,
        {{ _bare_email('piece') }} as bare_email
    from pieces
    where contact_type = 'email' and piece like '%@%'
    {{ computed_once() }}

),

-- What is a value: an address, or at least seven digits.
valid_pieces as (

    select
        contact_type,
        text_raw,
        place,
        piece,
        {{ _valid_email('bare_email') }} as piece_key
    from bared
    union all
    select
        contact_type,
        text_raw,
        place,
        piece,
        case
            when {{ matches_regexp('piece', "'([0-9][^0-9]*){7}'") }}
                then {{ regexp_replace_all('piece', "'[^0-9+]+'", "''") }}
        end as piece_key
    from pieces
    where contact_type = 'phone'

),

first_pieces as (

    select
        contact_type,
        text_raw,
        piece,
        place,
        row_number() over (
            partition by contact_type, text_raw, piece_key
            order by place
        ) as occurrence
    from valid_pieces
    where piece_key is not null

),

numbered as (

    select
        contact_type,
        text_raw,
        cast(row_number() over (
            partition by contact_type, text_raw
            order by place
        ) as integer) as value_number,
        piece as value_raw
    from first_pieces
    where occurrence = 1

),

bounded as (

    select
        numbered.contact_type,
        numbered.text_raw,
        numbered.value_number,
        numbered.value_raw
    from numbered
    inner join several
        on numbered.contact_type = several.contact_type
        and numbered.text_raw = several.text_raw
    where
        numbered.value_number <= {{ max_contact_values() }}
        or several.is_withdrawn = 1

)

select * from bounded
