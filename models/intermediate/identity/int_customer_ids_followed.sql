-- One row per merged customer_id × customer where its records ended up.
{{ config(
    materialized='iterated',
    step='following_step',
    progress='following_progress',
    max_rounds=var('max_component_rounds')
) }}

with

stays as (

    select
        record_key,
        customer_id,
        from_run,
        from_customer_id,
        to_run
    from {{ ref('int_customer_stays_recorded') }}

),

ended_customers as (

    select
        customer_id,
        max(to_run) as ended_run
    from stays
    group by customer_id
    having count(*) = count(to_run)

),

-- Records that others took over from a customer when it ended or later.
heirlooms as (

    select
        ended_customers.customer_id,
        stays.record_key
    from ended_customers
    inner join stays
        on ended_customers.customer_id = stays.from_customer_id
            and ended_customers.ended_run <= stays.from_run
    group by ended_customers.customer_id, stays.record_key

),

stays_ranked as (

    select
        record_key,
        customer_id,
        case when to_run is null then 1 else 0 end as is_present,
        row_number() over (partition by record_key order by from_run desc) as recency
    from stays

),

-- Where those records are now or, if none of them is left, where they were last.
whereabouts as (

    select
        heirlooms.customer_id,
        stays_ranked.customer_id as next_customer_id,
        stays_ranked.is_present,
        max(stays_ranked.is_present) over (
            partition by heirlooms.customer_id
        ) as has_present
    from heirlooms
    inner join stays_ranked
        on heirlooms.record_key = stays_ranked.record_key
            and stays_ranked.recency = 1

)

select
    customer_id,
    next_customer_id
from whereabouts
where is_present = has_present
group by customer_id, next_customer_id
