-- One row per pair of customers between which records move, with the edge that did it.

with

claimed as (

    select
        record_key,
        cluster_key,
        customer_id,
        from_customer_id
    from {{ ref('int_customers_claimed') }}

),

remembered as (

    select
        record_key,
        last_customer_id
    from {{ ref('int_records_remembered') }}

),

edges as (

    select
        left_key,
        right_key,
        edge_type,
        edge_reason,
        match_probability
    from {{ ref('int_edges_accepted') }}

),

directed_edges as (

    select
        left_key as record_key,
        right_key as other_key,
        edge_type,
        edge_reason,
        match_probability
    from edges

    union all

    select
        right_key as record_key,
        left_key as other_key,
        edge_type,
        edge_reason,
        match_probability
    from edges

),

moves as (

    select
        record_key,
        cluster_key,
        customer_id,
        from_customer_id
    from claimed
    where from_customer_id is not null

),

-- Edges of moved records to those of their new customer who were not with them before;
-- best to one who was with that customer already, else by way of a newcomer.
explanations as (

    select
        moves.from_customer_id,
        moves.customer_id,
        directed_edges.edge_reason,
        {{ rounded('directed_edges.match_probability', 6) }} as match_probability,
        row_number() over (
            partition by moves.from_customer_id, moves.customer_id
            order by
                case
                    when remembered.last_customer_id = moves.customer_id then 0
                    else 1
                end,
                case when directed_edges.edge_type = 'rule' then 0 else 1 end,
                coalesce(directed_edges.match_probability, 0) desc,
                {{ bytewise('directed_edges.edge_reason') }},
                least(moves.record_key, directed_edges.other_key),
                greatest(moves.record_key, directed_edges.other_key)
        ) as explanation_rank
    from moves
    inner join directed_edges on moves.record_key = directed_edges.record_key
    inner join claimed as others
        on directed_edges.other_key = others.record_key
            and moves.cluster_key = others.cluster_key
    inner join remembered on others.record_key = remembered.record_key
    where coalesce(others.from_customer_id, '') <> moves.from_customer_id

),

explained as (

    select
        from_customer_id,
        customer_id,
        edge_reason,
        match_probability
    from explanations
    where explanation_rank = 1

)

select * from explained
