-- One row per bridge: an edge inside a customer whose removal would split the customer.

with edges as (

    select
        left_key,
        right_key,
        customer_id,
        edge_type,
        match_probability,
        record_count,
        edge_count
    from {{ ref('int_edges_kept') }}

),

numbered as (

    select
        left_key,
        right_key,
        edge_number
    from {{ ref('int_edges_numbered') }}

),

arcs as (

    select
        arc_key,
        passed_sum
    from {{ ref('int_arcs_walked') }}

),

-- What a walk meets between the two directions of a bridge adds up to 0.
uncrossed as (

    select
        numbered.left_key,
        numbered.right_key
    from numbered
    inner join arcs as arcs_there
        on arcs_there.arc_key = 2 * numbered.edge_number
    inner join arcs as arcs_back
        on arcs_back.arc_key = 2 * numbered.edge_number + 1
    where arcs_there.passed_sum = arcs_back.passed_sum

),

bridges as (

    select
        left_key,
        right_key,
        customer_id,
        edge_type,
        match_probability
    from edges
    where edge_count = record_count - 1

    union all

    select
        edges.left_key,
        edges.right_key,
        edges.customer_id,
        edges.edge_type,
        edges.match_probability
    from edges
    inner join uncrossed
        on edges.left_key = uncrossed.left_key
        and edges.right_key = uncrossed.right_key

)

select * from bridges
