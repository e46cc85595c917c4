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
        tie,
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

standings as (

    {{ group_standings('households', 'stays') | indent(4) }}

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

moves as (

    select
        from_household_id,
        household_id,
        from_run as run_number,
        count(*) as customer_count
    from stays
    where from_household_id is not null
    group by from_household_id, household_id, from_run

),

happened as (

    select
        case
            when first_run = run_number then 'created'
            else 'restored'
        end as event_type,
        household_id,
        cast(null as {{ dbt.type_string() }}) as other_household_id,
        cast(null as {{ dbt.type_string() }}) as customer_id,
        run_number,
        count_after as customer_count,
        cast(null as {{ dbt.type_string() }}) as cause
    from standings
    where count_before = 0 and count_after > 0

    union all

    select
        'joined' as event_type,
        stays.household_id,
        stays.from_household_id as other_household_id,
        stays.customer_id,
        stays.from_run as run_number,
        1 as customer_count,
        stays.tie as cause
    from stays
    inner join standings
        on stays.household_id = standings.household_id
        and stays.from_run = standings.run_number
    where standings.count_before > 0

    union all

    select
        'left' as event_type,
        departures.household_id,
        departures.to_household_id as other_household_id,
        departures.customer_id,
        departures.run_number,
        1 as customer_count,
        departures.cause
    from departures
    inner join standings
        on departures.household_id = standings.household_id
        and departures.run_number = standings.run_number
    where standings.count_after > 0

    union all

    -- from the household that ended, or lives on without those who left it
    select
        case
            when takers.first_run = moves.run_number then 'split'
            when origins.count_after = 0 then 'merged'
        end as event_type,
        moves.from_household_id as household_id,
        moves.household_id as other_household_id,
        cast(null as {{ dbt.type_string() }}) as customer_id,
        moves.run_number,
        moves.customer_count,
        cast(null as {{ dbt.type_string() }}) as cause
    from moves
    inner join standings as takers
        on moves.household_id = takers.household_id
        and moves.run_number = takers.run_number
    inner join standings as origins
        on moves.from_household_id = origins.household_id
        and moves.run_number = origins.run_number

    union all

    select
        case
            when max(departures.to_household_id) is null then 'gone'
            else 'merged'
        end as event_type,
        standings.household_id,
        max(departures.to_household_id) as other_household_id,
        cast(null as {{ dbt.type_string() }}) as customer_id,
        standings.run_number,
        max(standings.count_before) as customer_count,
        min(departures.cause) as cause
    from standings
    inner join departures
        on standings.household_id = departures.household_id
        and standings.run_number = departures.run_number
    left join moves
        on standings.household_id = moves.from_household_id
        and standings.run_number = moves.run_number
    where standings.count_after = 0 and moves.household_id is null
    group by standings.household_id, standings.run_number

),

dated as (

    select
        {{ surrogate_key([
            'happened.run_number',
            'happened.event_type',
            'happened.household_id',
            'happened.other_household_id',
            'happened.customer_id',
        ]) }} as event_id,
        happened.event_type,
        happened.household_id,
        happened.other_household_id,
        happened.customer_id,
        happened.run_number,
        standings.occurred_at,
        happened.customer_count,
        happened.cause
    from happened
    inner join standings
        on happened.household_id = standings.household_id
        and happened.run_number = standings.run_number
    where happened.event_type is not null

)

select * from dated
