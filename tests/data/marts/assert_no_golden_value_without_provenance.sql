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

crosswalk as (

    select
        record_id,
        customer_id
    from {{ ref('customer_crosswalk') }}

),

records as (

    select
        record_key,
        record_id,
        {{ attributes | reject('equalto', 'full_name') | join(',\n        ') }}
    from {{ ref('int_records_standardized') }}

),

-- What a record holds beside its first e-mail and phone.
further_contacts as (

    select distinct
        record_key,
        identifier_type,
        contact_value
    from {{ ref('int_further_contacts_extracted') }}

),

-- A composed full name stands on no record as it is; its parts do.
provenance as (

    select
        attributes.customer_id,
        attributes.attribute
    from {{ ref('customer_attributes') }} as attributes
    inner join customers on attributes.customer_id = customers.customer_id
    inner join crosswalk
        on attributes.record_id = crosswalk.record_id
            and attributes.customer_id = crosswalk.customer_id
    inner join records on attributes.record_id = records.record_id
    left join further_contacts
        on records.record_key = further_contacts.record_key
            and attributes.attribute = further_contacts.identifier_type
            and attributes.attribute_value = further_contacts.contact_value
    where
        attributes.decided_by is not null
        and attributes.source_name is not null
        and case attributes.attribute
            {% for attribute in attributes -%}
                when '{{ attribute }}'
                    then
                        attributes.attribute_value
                        = cast(customers.{{ attribute }} as {{ dbt.type_string() }})
                        {% if attribute != 'full_name' -%}
                        and coalesce(
                            further_contacts.contact_value,
                            cast(records.{{ attribute }} as {{ dbt.type_string() }})
                        ) = attributes.attribute_value
                        {% endif %}
            {% endfor -%}
        end

),

proven as (

    select
        customer_id,
        count(distinct attribute) as attribute_count
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
