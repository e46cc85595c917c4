-- Every value in customers has its row in customer_attributes, the record named there is
-- the customer's own, and it does hold the value.
-- Breaks when a golden value is made up, or is taken from a stranger's record.

{% set attributes = [
    'given_name', 'middle_name', 'family_name', 'name_suffix', 'full_name',
    'date_of_birth', 'email', 'phone', 'street_address', 'city', 'region', 'postal_code',
    'country', 'national_id', 'gender', 'loyalty_id',
] -%}

with

customers as (

    select
        customer_id,
        {{ attributes | join(',\n        ') }}
    from {{ ref('customers') }}

),

-- What each record holds, with the customer whom it belongs to.
records as (

    select
        records.record_key,
        records.record_id,
        crosswalk.customer_id,
        {{ attributes | reject('equalto', 'full_name') | join(',\n        ') }}
    from {{ ref('int_records_standardized') }} as records
    inner join {{ ref('customer_crosswalk') }} as crosswalk
        on records.record_id = crosswalk.record_id

),

-- A composed full name stands on no record as it is; its parts do.
named_values as (

    select
        attributes.customer_id,
        attributes.attribute,
        attributes.attribute_value,
        records.record_key,
        case attributes.attribute
            {% for attribute in attributes | reject('equalto', 'full_name') -%}
                when '{{ attribute }}'
                    then cast(records.{{ attribute }} as {{ dbt.type_string() }})
            {% endfor -%}
            else attributes.attribute_value
        end as record_value
    from {{ ref('customer_attributes') }} as attributes
    inner join customers on attributes.customer_id = customers.customer_id
    inner join records
        on attributes.record_id = records.record_id
            and attributes.customer_id = records.customer_id
    where
        attributes.decided_by is not null
        and attributes.source_name is not null
        and attributes.attribute_value = case attributes.attribute
            {% for attribute in attributes -%}
                when '{{ attribute }}'
                    then cast(customers.{{ attribute }} as {{ dbt.type_string() }})
            {% endfor -%}
        end

),

provenance as (

    select customer_id
    from named_values
    where record_value = attribute_value

    union all

    -- What a record holds beside its first e-mail and phone.
    select named_values.customer_id
    from named_values
    where
        coalesce(named_values.record_value, '') <> named_values.attribute_value
        and exists (
            select 1
            from {{ ref('int_further_contacts_extracted') }} as further_contacts
            where
                further_contacts.record_key = named_values.record_key
                and further_contacts.identifier_type = named_values.attribute
                and further_contacts.contact_value = named_values.attribute_value
        )

),

proven as (

    select
        customer_id,
        count(*) as attribute_count
    from provenance
    group by customer_id

),

golden as (

    select
        customer_id,
        0
        {%- for attribute in attributes %}
        + case when {{ attribute }} is null then 0 else 1 end
        {%- endfor %} as attribute_count
    from customers

)

select
    golden.customer_id,
    golden.attribute_count,
    proven.attribute_count as proven_attribute_count
from golden
left join proven on golden.customer_id = proven.customer_id
where golden.attribute_count <> coalesce(proven.attribute_count, 0)
