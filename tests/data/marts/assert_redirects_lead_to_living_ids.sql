-- Every id that was ever given out is alive or has a redirect, not both, and a redirect
-- leads to a living id or to nobody. Breaks when a link that was kept elsewhere goes dead.

with

stays as (

    select customer_id
    from {{ ref('int_customer_stays_recorded') }}
    group by customer_id

),

crosswalk as (

    select customer_id
    from {{ ref('customer_crosswalk') }}
    group by customer_id

),

redirects as (

    select
        customer_id,
        survivor_customer_id
    from {{ ref('customer_id_redirects') }}

),

ends as (

    select customer_id
    from redirects
    group by customer_id

),

lost_ids as (

    select
        stays.customer_id,
        'neither alive nor redirected, or both' as fault
    from stays
    left join crosswalk on stays.customer_id = crosswalk.customer_id
    left join ends on stays.customer_id = ends.customer_id
    where
        (case when crosswalk.customer_id is null then 0 else 1 end)
        = (case when ends.customer_id is null then 0 else 1 end)

),

dead_ends as (

    select
        redirects.customer_id,
        'leads to an id that is not alive' as fault
    from redirects
    left join crosswalk on redirects.survivor_customer_id = crosswalk.customer_id
    where
        redirects.survivor_customer_id is not null
        and crosswalk.customer_id is null

)

select * from lost_ids
union all
select * from dead_ends
