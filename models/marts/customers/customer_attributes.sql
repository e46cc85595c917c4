{% set name_parts = ['given_name', 'middle_name', 'family_name', 'name_suffix'] -%}

-- One row per customer × golden attribute that has a value: the value and where it
-- comes from.
{{ config(
    materialized='patched',
    affected='affected_golden_customers',
    patch_by=[['customer_id']],
    changes=['customer_id']
) }}

with

golden_values as (

    select
        customer_id,
        attribute,
        attribute_value,
        record_key,
        record_id,
        source_name,
        observed_at,
        decided_by,
        eligible_value_count - 1 as competing_value_count
    from {{ ref('int_attribute_values_ranked') }}
    where is_golden and {{ is_affected(['customer_id']) }}

),

records as (

    select
        record_key,
        street_address,
        city,
        region,
        postal_code,
        country
    from {{ ref('int_records_standardized') }}

),

single_values as (

    select
        customer_id,
        attribute,
        attribute_value,
        record_id,
        source_name,
        observed_at,
        decided_by,
        competing_value_count
    from golden_values
    where attribute <> 'address'

),

-- Each field of the winning address on its own again, all from the one record.
address_values as (

    {% for field in _address_fields() -%}
        select
            golden_values.customer_id,
            '{{ field }}' as attribute,
            records.{{ field }} as attribute_value,
            golden_values.record_id,
            golden_values.source_name,
            golden_values.observed_at,
            golden_values.decided_by,
            golden_values.competing_value_count
        from golden_values
        inner join records on golden_values.record_key = records.record_key
        where golden_values.attribute = 'address' and records.{{ field }} is not null
        {{ "union all" if not loop.last }}
    {% endfor %}

),

-- The golden name parts on one line. Its row points at the record of the family name,
-- or of the given name where there is none; the parts' own rows have the rest.
names_composed as (

    select
        customer_id,
        trim(
            ''
            {% for part in name_parts %}
                || coalesce(
                    max(case when attribute = '{{ part }}' then attribute_value end)
                    || ' ',
                    ''
                )
            {% endfor %}
        ) as full_name,
        coalesce(
            max(case when attribute = 'family_name' then attribute end),
            max(case when attribute = 'given_name' then attribute end)
        ) as leading_part
    from golden_values
    where attribute in ('given_name', 'middle_name', 'family_name', 'name_suffix')
    group by customer_id

),

full_name_values as (

    select
        golden_values.customer_id,
        'full_name' as attribute,
        names_composed.full_name as attribute_value,
        golden_values.record_id,
        golden_values.source_name,
        golden_values.observed_at,
        'composed' as decided_by,
        golden_values.competing_value_count
    from names_composed
    inner join golden_values
        on names_composed.customer_id = golden_values.customer_id
            and names_composed.leading_part = golden_values.attribute

),

united as (

    select * from single_values
    union all
    select * from address_values
    union all
    select * from full_name_values

)

select * from united
