-- One row per attribute × value: how common the value is among the records that have one.
-- Only attributes whose frequency or count of people a setting of matching reads.

{% set attributes = counted_attributes(matching_reads()) %}
{% set person_columns = [
    'birth_date', 'email_key', 'phone_key', 'national_id', 'loyalty_id',
] %}

with records as (

    {{ keyed_records() | indent(4) }}

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
