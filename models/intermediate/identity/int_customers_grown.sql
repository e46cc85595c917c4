-- One row per customer that has more than doubled within thirty days.

with

stays as (

    select
        customer_id,
        from_run,
        from_at,
        to_run
    from {{ ref('int_customer_stays_recorded') }}

),

lives as (

    select
        customer_id,
        min(from_run) as first_run
    from stays
    group by customer_id

),

-- The records with which a customer began are no growth, however young it is.
counted as (

    select
        stays.customer_id,
        count(case
            when
                stays.from_run > lives.first_run
                and stays.from_at >= {{ dbt.dateadd('day', -30, as_of()) }}
                then 1
        end) as new_record_count,
        count(*) as record_count
    from stays
    inner join lives on stays.customer_id = lives.customer_id
    where stays.to_run is null
    group by stays.customer_id

),

grown as (

    select
        customer_id,
        record_count - new_record_count as old_record_count,
        new_record_count
    from counted
    where
        record_count > new_record_count
        and new_record_count >= record_count - new_record_count + 2
    {{ computed_once() }}

)

select * from grown
