-- One row per customer × place where it lives or lived: from when until when, as its
-- records tell.

with

assigned as (

    select
        record_key,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

places as (

    select
        record_key,
        place_key,
        has_unit
    from {{ ref('int_places_standardized') }}

),

records as (

    select
        record_key,
        coalesce(created_at, updated_at) as first_seen_at,
        coalesce(updated_at, created_at) as last_seen_at
    from {{ ref('int_records_standardized') }}

),

golden_addresses as (

    select
        customer_id,
        record_key
    from {{ ref('int_attribute_values_ranked') }}
    where attribute = 'address' and is_golden

),

-- The golden address is where the customer lives now.
spans as (

    select
        assigned.customer_id,
        places.place_key,
        max(case when places.has_unit then 1 else 0 end) as unit_count,
        max(case when golden_addresses.record_key is not null then 1 else 0 end)
            as golden_count,
        min(records.first_seen_at) as first_seen_at,
        max(records.last_seen_at) as last_seen_at
    from assigned
    inner join places on assigned.record_key = places.record_key
    inner join records on assigned.record_key = records.record_key
    left join golden_addresses on places.record_key = golden_addresses.record_key
    group by assigned.customer_id, places.place_key

),

-- A place that was only seen while another one was, or that no record dates, is no home,
-- but for the golden one.
visited as (

    select
        spans.customer_id,
        spans.place_key
    from spans
    inner join spans as around
        on spans.customer_id = around.customer_id
        and spans.place_key <> around.place_key
    where
        spans.golden_count = 0
        and spans.first_seen_at >= around.first_seen_at
        and spans.last_seen_at <= around.last_seen_at
        and (
            spans.first_seen_at > around.first_seen_at
            or spans.last_seen_at < around.last_seen_at
            or around.golden_count = 1
            or around.place_key < spans.place_key
        )
    group by spans.customer_id, spans.place_key

),

-- Homes, in the order in which they were last seen.
placed as (

    select
        spans.customer_id,
        spans.place_key,
        spans.unit_count,
        spans.golden_count,
        spans.first_seen_at,
        spans.last_seen_at,
        row_number() over (
            partition by spans.customer_id
            order by
                spans.golden_count,
                spans.last_seen_at nulls first,
                spans.first_seen_at,
                spans.place_key
        ) as place_number
    from spans
    left join visited
        on spans.customer_id = visited.customer_id
        and spans.place_key = visited.place_key
    where
        spans.golden_count = 1
        or (spans.first_seen_at is not null and visited.place_key is null)

),

moved_in as (

    select
        customer_id,
        place_key,
        unit_count,
        golden_count,
        last_seen_at,
        place_number,
        case
            when first_seen_at is not null
                then max(first_seen_at) over (
                    partition by customer_id
                    order by place_number
                    rows between unbounded preceding and current row
                )
        end as lived_from
    from placed

),

moved_out as (

    select
        customer_id,
        place_key,
        unit_count,
        golden_count,
        last_seen_at,
        lived_from,
        lead(lived_from) over (
            partition by customer_id
            order by place_number
        ) as lived_to
    from moved_in

),

dated as (

    select
        {{ record_key('customer_id') }} as customer_key,
        customer_id,
        place_key,
        unit_count = 1 as has_unit,
        golden_count = 1 as is_current,
        lived_from,
        lived_to,
        last_seen_at
    from moved_out
    where golden_count = 1 or lived_from < lived_to

)

select * from dated
