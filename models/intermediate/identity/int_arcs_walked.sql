-- One row per arc (a directed edge) of a spanning tree, with the sum of what a walk round
-- the tree meets after it.
--
-- The walk takes every edge once in each direction: after u→v it turns to v's next
-- neighbour after u. Between u→v and v→u it meets all of the tree on v's side, or on u's,
-- and nothing else. Each edge that is not in the tree lends one of its ends a pseudo-random
-- number and takes it from the other; so the sum over a side of the tree is 0 just when no
-- such edge leaves it, and then the edge between the sides is a bridge. (By chance the
-- numbers of several edges add up to 0 once in 2^40.)
--
-- R. Tarjan and U. Vishkin, An efficient parallel biconnectivity algorithm, 1985; D. Pritchard
-- and R. Thurimella, Fast computation of small cuts via cycle space sampling, 2011.
{{ config(
    materialized='iterated',
    step='walk_step',
    progress='walk_progress',
    max_rounds=64
) }}

with edges as (

    select
        edge_number,
        left_key,
        right_key,
        customer_id
    from {{ ref('int_edges_numbered') }}

),

spanned as (

    select
        edge_number,
        is_spanned
    from {{ ref('int_edges_spanned') }}

),

lent as (

    select
        edges.left_key,
        edges.right_key,
        {{ integer_divide(
            record_key(
                'cast(edges.left_key as ' ~ dbt.type_string() ~ ") || ':' || cast("
                ~ 'edges.right_key as ' ~ dbt.type_string() ~ ')'
            ),
            '1048576'
        ) }} as amount
    from edges
    inner join spanned
        on edges.edge_number = spanned.edge_number
    where spanned.is_spanned = 0

),

node_sums as (

    select
        node_key,
        cast(sum(amount) as bigint) as node_sum
    from (
        select
            left_key as node_key,
            amount
        from lent
        union all
        select
            right_key as node_key,
            -amount as amount
        from lent
    ) as amounts
    group by node_key

),

arcs as (

    select
        2 * edges.edge_number as arc_key,
        2 * edges.edge_number + 1 as twin_key,
        edges.left_key as tail_key,
        edges.right_key as head_key,
        edges.customer_id
    from edges
    inner join spanned
        on edges.edge_number = spanned.edge_number
    where spanned.is_spanned = 1

    union all

    select
        2 * edges.edge_number + 1 as arc_key,
        2 * edges.edge_number as twin_key,
        edges.right_key as tail_key,
        edges.left_key as head_key,
        edges.customer_id
    from edges
    inner join spanned
        on edges.edge_number = spanned.edge_number
    where spanned.is_spanned = 1

),

-- The arcs that leave a node, in a circle.
turned as (

    select
        arc_key,
        twin_key,
        tail_key,
        row_number() over (partition by tail_key order by head_key) as place,
        coalesce(
            lead(arc_key) over (partition by tail_key order by head_key),
            first_value(arc_key) over (partition by tail_key order by head_key)
        ) as turned_key,
        min(arc_key) over (partition by customer_id) as start_key
    from arcs

),

-- What a node was lent is met at the first of the arcs that leave it.
met as (

    select
        turned.arc_key,
        turned.twin_key,
        turned.turned_key,
        turned.start_key,
        case when turned.place = 1 then coalesce(node_sums.node_sum, 0) else 0 end
            as met_sum
    from turned
    left join node_sums
        on turned.tail_key = node_sums.node_key

),

followed as (

    select
        met.arc_key,
        nullif(twins.turned_key, met.start_key) as next_key
    from met
    inner join met as twins
        on met.twin_key = twins.arc_key

)

select
    followed.arc_key,
    followed.next_key,
    coalesce(onward.met_sum, 0) as passed_sum
from followed
left join met as onward
    on followed.next_key = onward.arc_key
