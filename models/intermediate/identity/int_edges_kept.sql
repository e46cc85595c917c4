-- One row per edge whose two records are one customer, with the size of the customer.

with edges as (

    select
        left_key,
        right_key,
        edge_type,
        edge_reason,
        match_probability
    from {{ ref('int_edges_accepted') }}

),

assigned as (

    select
        record_key,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

customers as (

    select
        customer_id,
        count(*) as record_count
    from assigned
    group by customer_id

),

kept as (

    select
        edges.left_key,
        edges.right_key,
        edges.edge_type,
        edges.edge_reason,
        edges.match_probability,
        left_assigned.customer_id
    from edges
    inner join assigned as left_assigned
        on edges.left_key = left_assigned.record_key
    inner join assigned as right_assigned
        on edges.right_key = right_assigned.record_key
    where left_assigned.customer_id = right_assigned.customer_id

),

counted as (

    select
        customer_id,
        count(*) as edge_count
    from kept
    group by customer_id

),

sized as (

    select
        kept.left_key,
        kept.right_key,
        kept.edge_type,
        kept.edge_reason,
        kept.match_probability,
        kept.customer_id,
        customers.record_count,
        counted.edge_count
    from kept
    inner join customers
        on kept.customer_id = customers.customer_id
    inner join counted
        on kept.customer_id = counted.customer_id

)

select * from sized
