-- One row per customer: the household_id that those it lives with claim, and from whom it
-- comes.

with

customers as (

    select
        {{ record_key('customer_id') }} as customer_key,
        customer_id
    from {{ ref('int_customers_assigned') }}
    group by customer_id

),

clusters as (

    select
        node_key as customer_key,
        group_key as cluster_key
    from {{ ref('int_households_labelled') }}

),

homes as (

    select
        customer_key,
        place_key,
        lived_from
    from {{ ref('int_homes_dated') }}
    where is_current

),

ties as (

    select
        left_key,
        right_key,
        edge_type,
        tie,
        together_from
    from {{ ref('int_household_ties_found') }}

),

stays as (

    {{ last_state(
        {
            'customer_key': dbt.type_bigint(),
            'household_id': dbt.type_string(),
            'from_household_id': dbt.type_string(),
            'from_run': dbt.type_bigint(),
            'to_run': dbt.type_bigint(),
        },
        'int_household_stays_recorded'
    ) | indent(4) }}

),

remembered as (

    {{ remembered_members('households', 'customers', 'clusters', 'stays') | indent(4) }}

),

claimed as (

    {{ claimed_groups('households', 'remembered') | indent(4) }}

),

-- Ties between members of one household, past ones too: who moved together lived together
-- before.
kept_ties as (

    select
        ties.left_key,
        ties.right_key,
        ties.edge_type,
        ties.tie,
        ties.together_from
    from ties
    inner join clusters as left_clusters on ties.left_key = left_clusters.customer_key
    inner join clusters as right_clusters
        on ties.right_key = right_clusters.customer_key
    where left_clusters.cluster_key = right_clusters.cluster_key

),

member_ties as (

    select
        customer_key,
        min(together_from) as together_from,
        min(
            case when edge_type = 'present' then {{ _tie_rank('tie') }} end
        ) as tie_rank
    from (
        select
            left_key as customer_key,
            edge_type,
            tie,
            together_from
        from kept_ties
        union all
        select
            right_key as customer_key,
            edge_type,
            tie,
            together_from
        from kept_ties
    ) as both_ways
    group by customer_key

),

detailed as (

    select
        claimed.customer_key,
        claimed.customer_id,
        claimed.cluster_key,
        claimed.household_id,
        claimed.from_household_id,
        homes.place_key,
        coalesce(member_ties.together_from, homes.lived_from) as lived_from,
        {{ _ranked_tie('member_ties.tie_rank') }} as tie
    from claimed
    left join homes on claimed.customer_key = homes.customer_key
    left join member_ties on claimed.customer_key = member_ties.customer_key

)

select * from detailed
