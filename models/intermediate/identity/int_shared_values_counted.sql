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

-- One row per record that shares a value with another one of its customer.
sharing_records as (

    select
        held.record_key,
        held.customer_id,
        min(values_counted.customer_count) as least_customer_count,
        min(
            case
                when values_counted.customer_count >= {{ many }}
                    then {{ bytewise('held.identifier_type') }}
            end
        ) as identifier_type
    from held
    inner join values_counted
        on held.identifier_type = values_counted.identifier_type
        and held.identifier_value = values_counted.identifier_value
        and held.customer_id = values_counted.customer_id
    where values_counted.record_count > 1
    group by held.record_key, held.customer_id

),

counted as (

    select
        sharing_records.customer_id,
        min({{ bytewise('sharing_records.identifier_type') }}) as identifier_type,
        min(sharing_records.least_customer_count) as customer_count,
        count(*) as record_count
    from sharing_records
    left join decided_records
        on sharing_records.record_key = decided_records.record_key
    where
        sharing_records.least_customer_count >= {{ many }}
        and decided_records.record_key is null
    group by sharing_records.customer_id

)

select * from counted
