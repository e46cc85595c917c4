-- A golden attribute is NULL only when none of the customer's records has a value for it
-- that may be published.
-- Breaks when a newer or better trusted record without a value hides one that has it.

{% set attributes = [
    'given_name', 'middle_name', 'family_name', 'name_suffix', 'date_of_birth', 'email',
    'phone', 'national_id', 'gender', 'loyalty_id',
] -%}

with

publishable_values as (

    select distinct
        customer_id,
        attribute
    from {{ ref('int_attribute_values_extracted') }}
    where {{ survivorship_standing('weakness') }} < 2

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
