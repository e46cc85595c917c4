-- One row per record × identifier that the record holds.
{{ config(
    materialized='patched',
    affected='affected_identifiers',
    patch_by=[['record_key']],
    changes=['record_key', 'identifier_type', 'identifier_value']
) }}

with records as (

    select
        record_key,
        record_id,
        source_name,
        email_key,
        phone_key,
        national_id,
        loyalty_id,
        given_name_key,
        given_name_group,
        given_name_phonetic,
        family_name_phonetic,
        -- which name the holder is told by, if any
        case
            when length(given_name_key) > 1 and given_name_phonetic is not null
                then 'given'
            when length(given_name_key) > 1 then null
            when family_name_phonetic is not null then 'family'
        end as holder_name,
        created_at,
        updated_at
    from {{ ref('int_records_standardized') }}
    where {{ is_affected(['record_key']) }}

),

further as (

    select
        record_key,
        identifier_type,
        value_number,
        identifier_value
    from {{ ref('int_further_contacts_extracted') }}

),

{% set identifiers = {
    'email': 'email_key',
    'phone': 'phone_key',
    'national_id': 'national_id',
    'loyalty_id': 'loyalty_id',
} %}
extracted as (

{% for identifier_type, column in identifiers.items() %}
    select
        record_key,
        record_id,
        source_name,
        '{{ identifier_type }}' as identifier_type,
        {{ column }} as identifier_value,
        1 as value_number,
        -- who holds it: the person that the record names, else what else it is known by
        coalesce(
            {{ person_key() }},
            {{ 'phone_key' if identifier_type == 'email' else 'email_key' }},
            {{ 'national_id' if identifier_type == 'loyalty_id' else 'loyalty_id' }}
        ) as holder_key,
        holder_name,
        created_at,
        updated_at
    from records
    where {{ column }} is not null
    union all
{% endfor %}
    select
        records.record_key,
        records.record_id,
        records.source_name,
        further.identifier_type,
        further.identifier_value,
        further.value_number,
        coalesce(
            {{ person_key() }},
            case further.identifier_type
                when 'email' then records.phone_key
                else records.email_key
            end,
            records.loyalty_id
        ) as holder_key,
        records.holder_name,
        records.created_at,
        records.updated_at
    from records
    inner join further
        on records.record_key = further.record_key

)

select * from extracted
