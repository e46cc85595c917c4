-- One row per attribute × value: how common the value is among the records that have one.

{% set attributes = {
    'given_name': 'given_name_key',
    'family_name': 'family_name_key',
    'full_name': 'full_name_key',
    'birth_date': 'birth_date',
    'address': 'address_key',
    'postal_code': 'postal_code_key',
    'city': 'city_key',
} %}

with records as (

    select
        person_key,
        {{ attributes.values() | join(',\n        ') }}
    from {{ ref('int_records_keyed') }}

),

counted as (

{% for attribute, column in attributes.items() %}
    select
        '{{ attribute }}' as attribute,
        {{ column }} as attribute_value,
        count(*) as record_count,
        count(distinct person_key) as person_count
    from records
    where {{ column }} is not null
    group by {{ column }}
{% if not loop.last %}
    union all
{% endif %}
{% endfor %}

),

totals as (

    select
        attribute,
        sum(record_count) as record_count
    from counted
    group by attribute

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
        -- a full name that is shared more often than three times is a common one, beyond
        -- what its parts tell; half of that excess is believed
        cast(
            greatest(0.5 * (counted.record_count - 3) / (totals.record_count + 100), 0)
            as {{ type_double() }}
        ) as excess_frequency
    from counted
    inner join totals
        on counted.attribute = totals.attribute

)

select * from shared
