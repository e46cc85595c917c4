-- Guards households: every customer is in exactly one household now, and every household
-- has the customers that it counts.
-- Breaks when a customer is lost between the graph and the marts, or stays with two.

with

customers as (

    select customer_id
    from {{ ref('customers') }}

),

members as (

    select
        customer_id,
        household_id
    from {{ ref('household_members') }}
    where is_current

),

households as (

    select
        household_id,
        customer_count
    from {{ ref('households') }}

),

counted_customers as (

    select
        customers.customer_id,
        count(members.household_id) as household_count
    from customers
    left join members on customers.customer_id = members.customer_id
    group by customers.customer_id

),

counted_members as (

    select
        household_id,
        count(*) as member_count
    from members
    group by household_id

)

select
    customer_id as subject_id,
    household_count as found_count
from counted_customers
where household_count <> 1

union all

select
    coalesce(households.household_id, counted_members.household_id) as subject_id,
    counted_members.member_count as found_count
from households
full outer join counted_members
    on households.household_id = counted_members.household_id
where coalesce(households.customer_count, 0) <> coalesce(counted_members.member_count, 0)
