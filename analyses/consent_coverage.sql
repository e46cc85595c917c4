-- How many customers may each purpose and channel reach? One row per row of the seed
-- purposes: who granted, who withdrew, of whom nothing is known, and how many of those who
-- granted have an address that their consent reaches.

with

purposes as (

    select
        purpose,
        channel,
        view_name
    from {{ ref('purposes') }}

),

customers as (

    select count(*) as customer_count
    from {{ ref('customers') }}

),

states as (

    select
        purpose,
        channel,
        count(case when is_granted then 1 end) as granted_count,
        count(case when not is_granted then 1 end) as withdrawn_count,
        count(case when is_granted and contact_value is not null then 1 end)
            as reachable_count
    from {{ ref('consent_states') }}
    group by purpose, channel

),

covered as (

    select
        purposes.purpose,
        purposes.channel,
        purposes.view_name,
        customers.customer_count,
        coalesce(states.granted_count, 0) as granted_count,
        coalesce(states.withdrawn_count, 0) as withdrawn_count,
        customers.customer_count
        - coalesce(states.granted_count, 0)
        - coalesce(states.withdrawn_count, 0) as unknown_count,
        -- A channel of no contact (any) needs no address.
        coalesce(states.reachable_count, 0) as reachable_count,
        {{ rounded(
            'coalesce(states.granted_count, 0) * 1.0 / nullif(customers.customer_count, 0)',
            4
        ) }} as granted_ratio
    from purposes
    cross join customers
    left join states
        on purposes.purpose = states.purpose
            and purposes.channel = states.channel

)

select * from covered
order by purpose, channel
