-- A golden attribute is NULL only when none of the customer's records has a value for it
-- that may be published; a middle name that only repeats the golden given name or begins
-- the golden family name may not.
-- Breaks when a newer or better trusted record without a value hides one that has it.

{% set attributes = [
    'given_name', 'middle_name', 'family_name', 'name_suffix', 'date_of_birth', 'email',
    'phone', 'national_id', 'gender', 'loyalty_id',
] -%}

with

extracted as (

    select
        customer_id,
        attribute,
        weakness,
        case
            when attribute = 'middle_name' then {{ key_text('attribute_value') }}
        end as middle_name_key
    from {{ ref('int_attribute_values_extracted') }}

),

golden_names as (

    select
        customer_id,
        {{ key_text('given_name') }} as given_name_key,
        {{ key_text('family_name') }} as family_name_key
    from {{ ref('customers') }}

),

publishable_values as (

    select distinct
        extracted.customer_id,
        extracted.attribute
    from extracted
    inner join golden_names
        on extracted.customer_id = golden_names.customer_id
    where
        {{ survivorship_standing('extracted.weakness') }} < 2
        and not coalesce(
            extracted.middle_name_key = golden_names.given_name_key, false
        )
        and not coalesce(
            position(
                extracted.middle_name_key || ' ' in golden_names.family_name_key || ' '
            ) = 1, false
        )

),

missing_values as (

    {% for attribute in attributes -%}
        select
            customer_id,
            '{{ attribute }}' as attribute
        from {{ ref('customers') }}
        where {{ attribute }} is null
        union all
    {% endfor %}
    select
        customer_id,
        'address' as attribute
    from {{ ref('customers') }}
    where coalesce(street_address, city, region, postal_code, country) is null

)

select
    missing_values.customer_id,
    missing_values.attribute
from missing_values
inner join publishable_values
    on missing_values.customer_id = publishable_values.customer_id
        and missing_values.attribute = publishable_values.attribute
