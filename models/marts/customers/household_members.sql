-- One row per stay of a customer in a household, past and present.

with

stays as (

    select
        customer_key,
        customer_id,
        household_id,
        from_run,
        from_at,
        lived_from,
        tie,
        to_run,
        to_at
    from {{ ref('int_household_stays_recorded') }}

),

homes as (

    select
        customer_key,
        customer_id,
        place_key,
        lived_to
    from {{ ref('int_homes_dated') }}

),

past_ties as (

    select
        left_key,
        right_key,
        place_key,
        tie,
        together_from,
        together_to
    from {{ ref('int_household_ties_found') }}
    where edge_type = 'past'

),

present_stays as (

    select
        customer_key,
        household_id
    from stays
    where to_run is null

),

-- Those who once lived together and no longer do, seen from both sides.
parted as (

    select
        left_key as customer_key,
        right_key as other_key,
        place_key,
        tie,
        together_from,
        together_to
    from past_ties

    union all

    select
        right_key as customer_key,
        left_key as other_key,
        place_key,
        tie,
        together_from,
        together_to
    from past_ties

),

-- Who moved out first has left the household of the other.
left_behind as (

    select
        parted.customer_key,
        homes.customer_id,
        parted.place_key,
        other_stays.household_id,
        count(*) as tie_count,
        min(parted.tie) as tie,
        min(parted.together_from) as valid_from,
        max(parted.together_to) as valid_to
    from parted
    inner join homes
        on parted.customer_key = homes.customer_key
        and parted.place_key = homes.place_key
    inner join homes as other_homes
        on parted.other_key = other_homes.customer_key
        and parted.place_key = other_homes.place_key
    inner join present_stays as other_stays
        on parted.other_key = other_stays.customer_key
    inner join present_stays as own_stays
        on parted.customer_key = own_stays.customer_key
    where
        own_stays.household_id <> other_stays.household_id
        and homes.lived_to is not null
        and (other_homes.lived_to is null or homes.lived_to < other_homes.lived_to)
    group by
        parted.customer_key,
        homes.customer_id,
        parted.place_key,
        other_stays.household_id

),

left_behind_ranked as (

    select
        left_behind.customer_id,
        left_behind.household_id,
        left_behind.tie,
        left_behind.valid_from,
        left_behind.valid_to,
        row_number() over (
            partition by left_behind.customer_key, left_behind.place_key
            order by
                left_behind.tie_count desc,
                left_behind.valid_to desc,
                {{ bytewise('left_behind.household_id') }}
        ) as choice
    from left_behind
    left join stays
        on left_behind.customer_key = stays.customer_key
        and left_behind.household_id = stays.household_id
    where stays.customer_key is null

),

begun as (

    select
        customer_id,
        household_id,
        from_run,
        to_run,
        to_at,
        tie,
        coalesce(lived_from, case when from_run > 1 then from_at end) as valid_from,
        lead(lived_from) over (
            partition by customer_id
            order by from_run
        ) as next_lived_from
    from stays

),

recorded as (

    select
        customer_id,
        household_id,
        from_run,
        to_run,
        tie,
        valid_from,
        -- a home of the next household that began before this stay ends it at once
        case
            when to_run is not null
                then greatest(least(to_at, next_lived_from), valid_from)
        end as valid_to
    from begun

),

known as (

    select
        customer_id,
        household_id,
        'records' as known_from,
        cast(null as {{ dbt.type_bigint() }}) as from_run,
        cast(null as {{ dbt.type_bigint() }}) as to_run,
        tie,
        valid_from,
        valid_to
    from left_behind_ranked
    where choice = 1

    union all

    select
        customer_id,
        household_id,
        'builds' as known_from,
        from_run,
        to_run,
        tie,
        valid_from,
        valid_to
    from recorded

),

-- One household at a time: a stay begins no earlier than the one before it has ended.
followed as (

    select
        customer_id,
        household_id,
        known_from,
        from_run,
        to_run,
        tie,
        valid_from,
        valid_to,
        max(valid_to) over (
            partition by customer_id
            order by coalesce(from_run, 0), valid_to, {{ bytewise('household_id') }}
            rows between unbounded preceding and 1 preceding
        ) as ended_before
    from known

),

dated as (

    select
        customer_id,
        household_id,
        to_run is null and known_from = 'builds' as is_current,
        case
            when ended_before > coalesce(valid_from, ended_before) then ended_before
            else coalesce(valid_from, ended_before)
        end as valid_from,
        case
            when valid_to < ended_before then ended_before
            else valid_to
        end as valid_to,
        tie,
        known_from,
        from_run,
        to_run
    from followed

)

select * from dated
