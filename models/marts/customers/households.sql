-- One row per household: customers who live together, or one who lives with no other.

with

stays as (

    select
        customer_id,
        household_id,
        from_run,
        from_at,
        to_run
    from {{ ref('int_household_stays_recorded') }}

),

customers as (

    select
        customer_id,
        family_name,
        street_address,
        city,
        region,
        postal_code,
        country,
        first_seen_at,
        last_seen_at
    from {{ ref('customers') }}

),

members as (

    select
        stays.household_id,
        customers.customer_id,
        customers.family_name,
        customers.street_address,
        customers.city,
        customers.region,
        customers.postal_code,
        customers.country,
        {{ address_line('customers') }} as address,
        {{ address_completeness('customers') }} as address_completeness,
        customers.first_seen_at,
        customers.last_seen_at
    from stays
    inner join customers on stays.customer_id = customers.customer_id
    where stays.to_run is null

),

addressed as (

    select
        household_id,
        customer_id,
        street_address,
        city,
        region,
        postal_code,
        country,
        address_completeness,
        last_seen_at,
        count(*) over (partition by household_id, address) as address_member_count
    from members
    where address is not null

),

-- The address as most members have it; with as many, the fullest, then the last seen.
addresses_ranked as (

    select
        household_id,
        street_address,
        city,
        region,
        postal_code,
        country,
        row_number() over (
            partition by household_id
            order by
                address_member_count desc,
                address_completeness desc,
                last_seen_at desc nulls last,
                {{ bytewise('customer_id') }}
        ) as address_rank
    from addressed

),

family_names as (

    select
        household_id,
        family_name,
        row_number() over (
            partition by household_id
            order by count(*) desc, {{ bytewise('family_name') }}
        ) as name_rank
    from members
    where family_name is not null
    group by household_id, family_name

),

names_joined as (

    select
        household_id,
        max(case when name_rank = 1 then family_name end) as family_name,
        substr({{ joined_texts("' / ' || family_name") }}, 4) as family_names
    from family_names
    group by household_id

),

summarized as (

    select
        household_id,
        count(*) as customer_count,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from members
    group by household_id

),

begun as (

    select
        household_id,
        min(from_run) as first_run,
        min(from_at) as created_at
    from stays
    group by household_id

),

described as (

    select
        ---------- ids
        summarized.household_id,

        ---------- golden attributes
        names_joined.family_name,
        names_joined.family_names,
        addresses_ranked.street_address,
        addresses_ranked.city,
        addresses_ranked.region,
        addresses_ranked.postal_code,
        addresses_ranked.country,

        ---------- numerics
        summarized.customer_count,

        ---------- timestamps
        summarized.first_seen_at,
        summarized.last_seen_at,
        begun.created_at
    from summarized
    inner join begun on summarized.household_id = begun.household_id
    left join names_joined on summarized.household_id = names_joined.household_id
    left join addresses_ranked
        on summarized.household_id = addresses_ranked.household_id
        and addresses_ranked.address_rank = 1

)

select * from described
