-- Every value in customers has its row in customer_attributes, the record named there is
-- the customer's own, and it does hold the value.
-- Breaks when a golden value is made up, or is taken from a stranger's record.

{% set attributes = [
    'given_name', 'middle_name', 'family_name', 'name_suffix', 'full_name',
    'date_of_birth', 'email', 'phone', 'street_address', 'city', 'region', 'postal_code',
    'country', 'national_id', 'gender', 'loyalty_id',
] -%}

with

golden_values as (

    {% for attribute in attributes -%}
        select
            customer_id,
            '{{ attribute }}' as attribute,
            cast({{ attribute }} as {{ dbt.type_string() }}) as attribute_value
        from {{ ref('customers') }}
        where {{ attribute }} is not null
        {{ "union all" if not loop.last }}
    {% endfor %}

),

-- A composed full name stands on no record as it is; its parts do.
record_values as (

    {% for attribute in attributes if attribute != 'full_name' -%}
        select
            crosswalk.customer_id,
            records.record_id,
            '{{ attribute }}' as attribute,
            cast(records.{{ attribute }} as {{ dbt.type_string() }}) as attribute_value
        from {{ ref('int_records_standardized') }} as records
        inner join {{ ref('customer_crosswalk') }} as crosswalk
            on records.record_id = crosswalk.record_id
        where records.{{ attribute }} is not null
        union all
    {% endfor %}
    -- what a record holds beside its first e-mail and phone
    select
        crosswalk.customer_id,
        records.record_id,
        contacts.identifier_type as attribute,
        contacts.contact_value as attribute_value
    from {{ ref('int_further_contacts_extracted') }} as contacts
    inner join {{ ref('int_records_standardized') }} as records
        on contacts.record_key = records.record_key
    inner join {{ ref('customer_crosswalk') }} as crosswalk
        on records.record_id = crosswalk.record_id
    where contacts.contact_value is not null
    union all
    select
        crosswalk.customer_id,
        crosswalk.record_id,
        'full_name' as attribute,
        customers.full_name as attribute_value
    from {{ ref('customer_crosswalk') }} as crosswalk
    inner join {{ ref('customers') }} as customers
        on crosswalk.customer_id = customers.customer_id

),

provenance as (

    select
        attributes.customer_id,
        attributes.attribute,
        attributes.attribute_value
    from {{ ref('customer_attributes') }} as attributes
    inner join record_values
        on attributes.customer_id = record_values.customer_id
            and attributes.attribute = record_values.attribute
            and attributes.record_id = record_values.record_id
            and attributes.attribute_value = record_values.attribute_value
    where attributes.decided_by is not null and attributes.source_name is not null

)

select
    golden_values.customer_id,
    golden_values.attribute,
    golden_values.attribute_value
from golden_values
left join provenance
    on golden_values.customer_id = provenance.customer_id
        and golden_values.attribute = provenance.attribute
        and golden_values.attribute_value = provenance.attribute_value
where provenance.customer_id is null
