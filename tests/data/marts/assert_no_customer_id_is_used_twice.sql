-- An id is created once, and comes back only after it was retired, never after a merge.
-- Breaks when a new customer takes a name that somebody had.

with

events as (

    select
        event_number,
        event_type,
        case when event_type = 'merged' then from_customer_id else customer_id end
            as customer_id
    from {{ ref('identity_events') }}
    where event_type in ('created', 'restored', 'retired', 'merged')

),

-- One row per customer × run of events: several merges end one customer at once.
ordered as (

    select
        customer_id,
        event_number,
        event_type,
        lag(event_type) over (
            partition by customer_id order by event_number
        ) as event_type_before
    from events

)

select
    customer_id,
    event_number,
    event_type,
    event_type_before
from ordered
where
    (event_type = 'created' and event_type_before is not null)
    or (event_type = 'restored' and coalesce(event_type_before, '') <> 'retired')
    or (event_type = 'retired' and coalesce(event_type_before, 'merged') = 'merged')
