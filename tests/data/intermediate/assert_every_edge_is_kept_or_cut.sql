-- Guards that each accepted edge is either inside a customer or logged as a cut. What would
-- break: people kept apart without a trace. Fails on every edge that is neither.

with traced as (

    select
        left_key,
        right_key
    from {{ ref('int_edges_kept') }}

    union all

    select
        left_key,
        right_key
    from {{ ref('int_edges_cut') }}

),

traced_once as (

    select
        left_key,
        right_key
    from traced
    group by left_key, right_key
    having count(*) = 1

)

select
    edges.left_key,
    edges.right_key
from {{ ref('int_edges_accepted') }} as edges
left join traced_once
    on edges.left_key = traced_once.left_key
    and edges.right_key = traced_once.right_key
where traced_once.left_key is null
