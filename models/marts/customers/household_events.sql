-- One row per event in the life of a household.

with

stays as (

    select
        customer_key,
        customer_id,
        household_id,
        from_run,
        from_at,
        from_household_id,
        place_key,
        tie as joined_cause,
        to_run,
        to_at
    from {{ ref('int_household_stays_recorded') }}

),

followed as (

    select
        customer_id,
        next_customer_id
    from {{ ref('int_customer_ids_followed') }}

),

present_households as (

    select
        customer_id,
        household_id
    from stays
    where to_run is null

),

merged_customers as (

    select customer_id
    from followed
    group by customer_id

),

-- Where customers went who are now part of others: one household each.
successors as (

    select
        followed.customer_id,
        min(present_households.household_id) as household_id
    from followed
    inner join present_households
        on followed.next_customer_id = present_households.customer_id
    group by followed.customer_id

),

-- Every stay that ended, with where the customer went.
departures as (

    select
        stays.customer_id,
        stays.household_id,
        stays.to_run as run_number,
        coalesce(next_stays.household_id, successors.household_id) as to_household_id,
        case
            when next_stays.place_key <> stays.place_key then 'moved'
            when next_stays.customer_key is not null then 'untied'
            when merged_customers.customer_id is not null then 'customer_merged'
            else 'customer_gone'
        end as cause
    from stays
    left join stays as next_stays
        on stays.customer_key = next_stays.customer_key
        and stays.to_run = next_stays.from_run
    left join successors on stays.customer_id = successors.customer_id
    left join merged_customers on stays.customer_id = merged_customers.customer_id
    where stays.to_run is not null

),

events as (

    {{ group_events('households', 'stays', 'departures') | indent(4) }}

),

described as (

    select
        event_id,
        event_type,
        household_id,
        other_household_id,
        customer_id,
        run_number,
        occurred_at,
        member_count as customer_count,
        cause
    from events

)

select * from described
