-- One row per customer_id that is no longer alive × living customer who took over from it.

with

stays as (

    select
        customer_id,
        to_run,
        to_at
    from {{ ref('int_customer_stays_recorded') }}

),

followed as (

    select
        customer_id,
        next_customer_id
    from {{ ref('int_customer_ids_followed') }}

),

lives as (

    select
        customer_id,
        case when count(*) = count(to_run) then max(to_run) end as ended_run
    from stays
    group by customer_id

),

ended_lives as (

    select
        lives.customer_id,
        lives.ended_run,
        max(stays.to_at) as ended_at
    from lives
    inner join stays
        on lives.customer_id = stays.customer_id
            and lives.ended_run = stays.to_run
    group by lives.customer_id, lives.ended_run

),

survivors as (

    select
        followed.customer_id,
        followed.next_customer_id as survivor_customer_id
    from followed
    inner join lives
        on followed.next_customer_id = lives.customer_id
    where lives.ended_run is null

),

-- The last end on the way, of ids that lead to nobody.
last_ends as (

    select
        followed.customer_id,
        max(ended_lives.ended_at) as ended_at
    from followed
    inner join ended_lives on followed.next_customer_id = ended_lives.customer_id
    group by followed.customer_id

),

redirected as (

    select
        ended_lives.customer_id,
        survivors.survivor_customer_id,
        ended_lives.ended_run as run_number,
        ended_lives.ended_at,
        case
            when survivors.survivor_customer_id is null
                then coalesce(last_ends.ended_at, ended_lives.ended_at)
        end as retired_at
    from ended_lives
    left join survivors on ended_lives.customer_id = survivors.customer_id
    left join last_ends on ended_lives.customer_id = last_ends.customer_id

)

select * from redirected
