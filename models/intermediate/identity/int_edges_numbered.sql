-- One row per edge of a customer in which some edges may be bridges and others not.
--
-- In a tree every edge is a bridge, and among records that are all joined to each other
-- none is: most customers are one or the other, and need no look at their graph.

with edges as (

    select
        left_key,
        right_key,
        customer_id
    from {{ ref('int_edges_kept') }}
    where
        edge_count >= record_count
        and 2 * edge_count < record_count * (record_count - 1)

),

numbered as (

    select
        left_key,
        right_key,
        customer_id,
        row_number() over (order by left_key, right_key) as edge_number
    from edges

)

select * from numbered
