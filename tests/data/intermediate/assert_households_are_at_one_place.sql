-- Guards households: those who live together live at one place, and a present tie joins
-- its two customers.
-- Breaks when a chain of ties leads from one address to another.

with

claimed as (

    select
        customer_key,
        cluster_key,
        household_id,
        place_key
    from {{ ref('int_households_claimed') }}

),

ties as (

    select
        left_key,
        right_key
    from {{ ref('int_household_ties_found') }}
    where edge_type = 'present'

)

select
    household_id,
    count(distinct place_key) as place_count
from claimed
group by household_id
having count(distinct place_key) > 1 or count(distinct cluster_key) > 1

union all

select
    left_claims.household_id,
    2 as place_count
from ties
inner join claimed as left_claims on ties.left_key = left_claims.customer_key
inner join claimed as right_claims on ties.right_key = right_claims.customer_key
where left_claims.household_id <> right_claims.household_id
