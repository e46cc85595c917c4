-- Guards household_members: a customer is in one household at a time, no stay ends before it
-- begins, and the present one is the last.
-- Breaks when a stay that records tell of runs into one that builds saw.

with

stays as (

    select
        customer_id,
        household_id,
        is_current,
        valid_from,
        valid_to
    from {{ ref('household_members') }}

),

ordered as (

    select
        customer_id,
        household_id,
        is_current,
        valid_from,
        valid_to,
        lead(valid_from) over (
            partition by customer_id
            order by
                valid_from nulls first,
                valid_to nulls last,
                {{ bytewise('household_id') }}
        ) as next_from
    from stays

)

select
    customer_id,
    household_id,
    valid_from,
    valid_to,
    next_from
from ordered
where
    valid_to < valid_from
    or (next_from is not null and (is_current or next_from < valid_to))
    or is_current <> (valid_to is null)
