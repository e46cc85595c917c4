-- One row per attribute × value: how common the value is among the records that have one.
-- Only attributes whose frequency or count of people a setting of matching reads.

{# attribute: its column, and the column that tells its holders apart #}
{% set known_attributes = {
    'given_name': ['given_name_key', 'family_name_phonetic'],
    'family_name': ['family_name_key', 'person_key'],
    'full_name': ['full_name_key', 'person_key'],
    'birth_date': ['birth_date', 'person_key'],
    'address': ['address_key', 'person_key'],
    'postal_code': ['postal_code_key', 'person_key'],
    'city': ['city_key', 'person_key'],
} %}
{% set read = matching_reads() %}
{% set attributes = {} %}
{% for attribute, columns in known_attributes.items()
    if attribute ~ '_frequency' in read or attribute ~ '_person_count' in read %}
{% do attributes.update({attribute: columns}) %}
{% endfor %}
{% set person_columns = [
    'birth_date', 'email_key', 'phone_key', 'national_id', 'loyalty_id',
] %}

with records as (

    select
        person_key,
        family_name_phonetic,
        email_key,
        phone_key,
        national_id,
        loyalty_id,
        {{ known_attributes.values() | map('first') | join(',\n        ') }}
    from {{ ref('int_records_keyed') }}

),

counted as (

{% for attribute, (column, holder) in attributes.items() %}
    select
        '{{ attribute }}' as attribute,
        {{ column }} as attribute_value,
        count(*) as record_count,
        greatest(count(distinct {{ holder }}), 1) as person_count
    from records
    where {{ column }} is not null
    group by {{ column }}
{% if not loop.last %}
    union all
{% endif %}
{% else %}
    select
        cast(null as {{ dbt.type_string() }}) as attribute,
        cast(null as {{ dbt.type_string() }}) as attribute_value,
        0 as record_count,
        0 as person_count
    from records
    where 1 = 0
{% endfor %}

),

totals as (

    select
        attribute,
        sum(record_count) as record_count
    from counted
    group by attribute

),

namesakes as (

    -- the records of a name are of fewer people than records where they repeat a birth
    -- date, a mailbox or a number: 1 where none is repeated, a half where each is twice
    select
        full_name_key,
        least(
            1,
{% for column in person_columns %}
            coalesce(
                cast(count(distinct {{ column }}) as {{ type_double() }})
                / nullif(count({{ column }}), 0),
                1
            ){{ ',' if not loop.last }}
{% endfor %}
        ) as people_per_record
    from records
    where
        full_name_key is not null
        and {{ 'true' if 'full_name' in attributes else 'false' }}
    group by full_name_key

),

shared as (

    select
        counted.attribute,
        counted.attribute_value,
        counted.record_count,
        counted.person_count,
        -- a hundred records with values of their own stand beside the given ones: what is
        -- common in a handful of records need not be common among people
        cast(counted.record_count as {{ type_double() }}) / (totals.record_count + 100)
            as frequency,
        -- a full name that more records hold than one person and two others would have is
        -- a common one, beyond what its parts tell; half of that excess is believed
        greatest(
            0.5 * (counted.record_count - 1 / namesakes.people_per_record - 2)
            / (totals.record_count + 100),
            0
        ) as excess_frequency
    from counted
    inner join totals
        on counted.attribute = totals.attribute
    left join namesakes
        on counted.attribute_value = namesakes.full_name_key
        and counted.attribute = 'full_name'

)

select * from shared
