-- Guards the bridges: a graph of n records that hang together has n - 1 bridges at most,
-- that many when it is a tree, and never n - 2 (an edge that is no bridge lies on a ring of
-- three or more). Fails on every customer whose edges don't join its records, or whose
-- bridges can't be.

with graphs as (

    select
        customer_id,
        record_count,
        edge_count,
        bridge_count
    from {{ ref('customer_graphs') }}

)

select
    customer_id,
    record_count,
    edge_count,
    bridge_count
from graphs
where
    edge_count < record_count - 1
    or bridge_count > record_count - 1
    or bridge_count = record_count - 2 and record_count > 2
    or (edge_count = record_count - 1) <> (bridge_count = record_count - 1)
