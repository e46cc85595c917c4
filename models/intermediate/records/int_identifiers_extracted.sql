-- One row per record × identifier that the record holds.

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
        created_at,
        updated_at
    from {{ ref('int_records_standardized') }}

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
        -- who holds it: the person that the record names, else what else it is known by
        coalesce(
            {{ person_key() }},
            {{ 'phone_key' if identifier_type == 'email' else 'email_key' }},
            {{ 'national_id' if identifier_type == 'loyalty_id' else 'loyalty_id' }}
        ) as holder_key,
        created_at,
        updated_at
    from records
    where {{ column }} is not null
{% if not loop.last %}
    union all
{% endif %}
{% endfor %}

)

select * from extracted
