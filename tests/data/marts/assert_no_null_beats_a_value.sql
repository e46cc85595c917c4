-- A golden attribute is NULL only when none of the customer's records has a value for it
-- that may be published; a middle name that only repeats the golden given name or begins
-- the golden family name may not.
-- Breaks when a newer or better trusted record without a value hides one that has it.

{% set attributes = [
    'given_name', 'middle_name', 'family_name', 'name_suffix', 'date_of_birth', 'email',
    'phone', 'national_id', 'gender', 'loyalty_id',
] -%}

with

customers as (

    select *
    from {{ ref('customers') }}

),

hidden_values as (

    select
        extracted.customer_id,
        extracted.attribute,
        case
            when extracted.attribute = 'middle_name'
                then {{ key_text('extracted.attribute_value') }}
        end as middle_name_key,
        customers.given_name,
        customers.family_name
    from {{ ref('int_attribute_values_extracted') }} as extracted
    inner join customers on extracted.customer_id = customers.customer_id
    where
        {{ survivorship_standing('extracted.weakness') }} < 2
        and case extracted.attribute
            {% for attribute in attributes -%}
                when '{{ attribute }}' then customers.{{ attribute }} is null
            {% endfor -%}
            when 'address'
                then
                    coalesce(
                        customers.street_address,
                        customers.city,
                        customers.region,
                        customers.postal_code,
                        customers.country
                    ) is null
        end

)

select
    customer_id,
    attribute
from hidden_values
where
    not coalesce(middle_name_key = {{ key_text('given_name') }}, false)
    and not coalesce(
        position(middle_name_key || ' ' in {{ key_text('family_name') }} || ' ') = 1,
        false
    )
