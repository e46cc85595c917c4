{{ config(enabled=source_is_enabled('web')) }}

-- customer_events holds every event of web and app once, and says of each how it is known.
-- Breaks when two stays of one device overlap, which would tell an event twice, and when a
-- join loses the events of devices that nobody signed in on.

with

events as (

    select
        count(*) as event_count,
        0 as told_count,
        0 as contradicted_count
    from {{ ref('int_web_events_unioned') }}

),

told as (

    select
        0 as event_count,
        count(attributed_by) as told_count,
        sum(
            case
                when attributed_by in ('signed_in', 'backwards', 'forwards')
                    then case when customer_id is null then 1 else 0 end
                else case when customer_id is not null then 1 else 0 end
            end
        ) as contradicted_count
    from {{ ref('customer_events') }}

),

counted as (

    select * from events
    union all
    select * from told

)

select
    sum(event_count) as event_count,
    sum(told_count) as told_count,
    sum(contradicted_count) as contradicted_count
from counted
having
    sum(event_count) <> sum(told_count)
    or sum(coalesce(contradicted_count, 0)) <> 0
