-- Which identifiers do the most customers share? One row per identifier of the fifty that
-- most customers hold. A usable one near the top is a till's phone or a family mailbox that
-- the var max_people_per_identifier lets pass; an unusable one says why it links nobody.

with

identifiers as (

    select
        customer_id,
        identifier_type,
        identifier_value,
        is_usable,
        unusable_reason,
        record_count
    from {{ ref('customer_identifiers') }}

),

shared as (

    select
        identifier_type,
        identifier_value,
        is_usable,
        unusable_reason,
        count(*) as customer_count,
        sum(record_count) as record_count
    from identifiers
    group by identifier_type, identifier_value, is_usable, unusable_reason
    having count(*) > 1

),

ranked as (

    select
        *,
        row_number() over (
            order by
                customer_count desc,
                record_count desc,
                identifier_type,
                {{ bytewise('identifier_value') }}
        ) as sharing_rank
    from shared

)

select * from ranked
where sharing_rank <= 50
order by sharing_rank
