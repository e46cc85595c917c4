-- Guards that the history of the crosswalk, taken at its end, is the crosswalk, and that a
-- record is with one customer at a time. What would break: the past, asked for, would tell
-- of customers that nobody was.

with

stays as (

    select
        record_id,
        customer_id,
        from_run,
        to_run,
        valid_from,
        valid_to,
        lead(from_run) over (partition by record_id order by from_run) as next_run,
        lead(valid_from) over (partition by record_id order by from_run) as next_from
    from {{ ref('customer_crosswalk_history') }}

),

ends as (

    select
        record_id,
        customer_id,
        1 as in_history,
        0 as in_crosswalk
    from stays
    where to_run is null
    union all
    select
        record_id,
        customer_id,
        0 as in_history,
        1 as in_crosswalk
    from {{ ref('customer_crosswalk') }}

),

differences as (

    select
        record_id,
        'history and crosswalk differ' as fault
    from ends
    group by record_id, customer_id
    having sum(in_history) <> sum(in_crosswalk)

),

doubled_stays as (

    select
        record_id,
        'stays overlap' as fault
    from stays
    where
        to_run <= from_run
        or valid_to < valid_from
        or coalesce(next_run < to_run, false)
        or coalesce(next_from < valid_to, false)
        or (next_run is not null and to_run is null)

)

select * from differences
union all
select * from doubled_stays
