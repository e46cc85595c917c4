-- One row per customer × identifier.

with

assigned as (

    select
        record_key,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

identifiers as (

    select
        record_key,
        identifier_type,
        identifier_value,
        is_usable,
        unusable_reason,
        coalesce(created_at, updated_at) as first_seen_at,
        coalesce(updated_at, created_at) as last_seen_at
    from {{ ref('int_identifiers_screened') }}

),

grouped as (

    select
        assigned.customer_id,
        identifiers.identifier_type,
        identifiers.identifier_value,
        identifiers.is_usable,
        identifiers.unusable_reason,
        count(*) as record_count,
        min(identifiers.first_seen_at) as first_seen_at,
        max(identifiers.last_seen_at) as last_seen_at
    from assigned
    inner join identifiers on assigned.record_key = identifiers.record_key
    group by
        assigned.customer_id,
        identifiers.identifier_type,
        identifiers.identifier_value,
        identifiers.is_usable,
        identifiers.unusable_reason

)

select * from grouped
