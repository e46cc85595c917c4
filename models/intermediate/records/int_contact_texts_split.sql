-- One row per raw e-mail or phone text that holds several values × value, the first one
-- first; at most five of each. Texts of one value, which nearly all are, have no row.

with received as (

    select
        identifier_type,
        identifier_value_raw
    from {{ ref('int_consent_events_received') }}

),

raw_texts as (

    select
        'email' as contact_type,
        email as text_raw
    from {{ ref('int_records_unioned') }}
    where {{ _may_hold_emails('email') }}
    union
    select
        'phone' as contact_type,
        phone as text_raw
    from {{ ref('int_records_unioned') }}
    where {{ _may_hold_phones('phone') }}
    union
    select
        identifier_type as contact_type,
        identifier_value_raw as text_raw
    from received
    where identifier_type = 'email' and {{ _may_hold_emails('identifier_value_raw') }}
    union
    select
        identifier_type as contact_type,
        identifier_value_raw as text_raw
    from received
    where identifier_type = 'phone' and {{ _may_hold_phones('identifier_value_raw') }}

),

parted as (

    select
        contact_type,
        text_raw,
        {{ _parted_emails('text_raw') }} as parted_text
    from raw_texts
    where contact_type = 'email'
    union all
    select
        contact_type,
        text_raw,
        {{ _parted_phones('text_raw') }} as parted_text
    from raw_texts
    where contact_type = 'phone'

),

-- Runs of separators are one: names and brackets leave many.
several as (

    select
        contact_type,
        text_raw,
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

pieces as (

    select
        several.contact_type,
        several.text_raw,
        places.place,
        trim(split_part(several.parted_text, ';', places.place)) as piece
    from several
    cross join places
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
        contact_type,
        text_raw,
        value_number,
        value_raw
    from numbered
    where value_number <= {{ max_contact_values() }}

)

select * from bounded
