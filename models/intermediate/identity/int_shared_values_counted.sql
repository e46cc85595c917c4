-- One row per customer of which some records share identifiers with its others, but none
-- that fewer than many customers hold.
{% set many = var('shared_value_customers') %}

with identifiers as (

    select distinct
        record_key,
        identifier_type,
        identifier_value
    from {{ ref('int_identifiers_screened') }}
    where is_usable

),

assigned as (

    select
        record_key,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

-- Records that a steward put with another one stand where they are.
decided_records as (

    select left_key as record_key
    from {{ ref('int_decisions_applied') }}
    where decision = 'same'

    union

    select right_key as record_key
    from {{ ref('int_decisions_applied') }}
    where decision = 'same'

),

held as (

    select
        identifiers.record_key,
        identifiers.identifier_type,
        identifiers.identifier_value,
        assigned.customer_id
    from identifiers
    inner join assigned
        on identifiers.record_key = assigned.record_key

),

holdings as (

    select
        identifier_type,
        identifier_value,
        customer_id,
        count(*) as record_count
    from held
    group by identifier_type, identifier_value, customer_id

),

values_counted as (

    select
        identifier_type,
        identifier_value,
        customer_id,
        record_count,
        count(*) over (
            partition by identifier_type, identifier_value
        ) as customer_count
    from holdings

),

-- One row per record × value that it shares with another one of its customer.
shared_values as (

    select
        held.record_key,
        held.customer_id,
        held.identifier_type,
        held.identifier_value,
        values_counted.customer_count,
        min(values_counted.customer_count) over (
            partition by held.record_key
        ) as least_customer_count
    from held
    inner join values_counted
        on held.identifier_type = values_counted.identifier_type
        and held.identifier_value = values_counted.identifier_value
        and held.customer_id = values_counted.customer_id
    where values_counted.record_count > 1

),

-- Of the values of a customer the one that the fewest hold is named.
ranked as (

    select
        shared_values.record_key,
        shared_values.customer_id,
        shared_values.identifier_type,
        shared_values.identifier_value,
        shared_values.customer_count,
        row_number() over (
            partition by shared_values.customer_id
            order by
                shared_values.customer_count,
                {{ bytewise('shared_values.identifier_type') }},
                {{ bytewise('shared_values.identifier_value') }},
                shared_values.record_key
        ) as place
    from shared_values
    left join decided_records
        on shared_values.record_key = decided_records.record_key
    where
        shared_values.least_customer_count >= {{ many }}
        and decided_records.record_key is null
    {{ computed_once() }}

),

counted as (

    select
        customer_id,
        max(case when place = 1 then identifier_type end) as identifier_type,
        max(case when place = 1 then customer_count end) as customer_count,
        count(distinct record_key) as record_count,
        {{ matter_hash(
            "cast(record_key as " ~ dbt.type_string() ~ ") || ' ' || identifier_type"
            ~ " || ' ' || identifier_value || chr(31)"
        ) }} as matter_hash
    from ranked
    group by customer_id

)

select * from counted
