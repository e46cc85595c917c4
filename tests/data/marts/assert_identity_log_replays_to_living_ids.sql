-- Replaying identity_events gives the customers who are alive: the last event that starts
-- or ends an id says whether it lives. Breaks when an id changes without an event.

with

events as (

    select
        event_number,
        event_type,
        from_customer_id,
        customer_id
    from {{ ref('identity_events') }}

),

crosswalk as (

    select customer_id
    from {{ ref('customer_crosswalk') }}
    group by customer_id

),

turns as (

    select
        event_number,
        case when event_type = 'merged' then from_customer_id else customer_id end
            as customer_id,
        case when event_type in ('created', 'restored') then 1 else 0 end as is_alive
    from events
    where event_type in ('created', 'restored', 'retired', 'merged')

),

turns_ranked as (

    select
        customer_id,
        is_alive,
        row_number() over (
            partition by customer_id order by event_number desc
        ) as recency
    from turns

),

standings as (

    select
        customer_id,
        is_alive as is_logged,
        0 as is_published
    from turns_ranked
    where recency = 1
    union all
    select
        customer_id,
        0 as is_logged,
        1 as is_published
    from crosswalk

)

select
    customer_id,
    sum(is_logged) as logged_count,
    sum(is_published) as published_count
from standings
group by customer_id
having sum(is_logged) <> sum(is_published)
