-- One row per record × usable e-mail or phone that two records may share while it is not
-- the first one of both. An e-mail is shared whole, a phone by its last seven digits.
{{ config(
    materialized='patched',
    changes=['record_key']
) }}

with further as (

    select
        record_key,
        identifier_type,
        usable_number,
        value_number,
        {{ _shared_part('identifier_type', 'identifier_value') }} as shared_part
    from {{ ref('int_further_identifiers_ranked') }}

),

identifiers as (

    select
        record_key,
        identifier_type,
        {{ comparable_text('identifier_value') }} as identifier_value,
        value_number,
        person_count
    from {{ ref('int_identifiers_screened') }}
    where is_usable and identifier_type in ('email', 'phone')

),

further_parts as (

    select distinct
        identifier_type,
        shared_part
    from further
    where usable_number > 1

),

parted as (

    select
        record_key,
        identifier_type,
        identifier_value,
        value_number,
        person_count,
        {{ _shared_part('identifier_type', 'identifier_value') }} as shared_part
    from identifiers

),

shared as (

    select
        parted.record_key,
        parted.identifier_type,
        coalesce(further.usable_number, 1) as usable_number,
        parted.shared_part,
        parted.identifier_value,
        parted.person_count
    from parted
    inner join further_parts
        on parted.identifier_type = further_parts.identifier_type
        and parted.shared_part = further_parts.shared_part
    left join further
        on parted.record_key = further.record_key
        and parted.identifier_type = further.identifier_type
        and parted.value_number = further.value_number

)

select * from shared
