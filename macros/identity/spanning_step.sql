{#
    One round of a spanning forest: contraction that remembers the edges it contracts.

    In each round every node picks its neighbour with the least salted hash, if that is less
    than its own; a node that picks none is a root of the round. Picks lead to ever smaller
    hashes, so that they make no circle, and one or two of them mostly lead to a root: then
    the node joins the root, and the edge that it picked is one of the forest.

        a─b─c─d─e   b and e are roots: a→b c→b d→e       b─e   b→e   the forest: all edges

    A node with the least hash among its neighbours is always a root, so that each round
    joins some nodes wherever an edge is left, and on average most of them; the salt is
    another one in each round.

    A round holds one row per directed edge between the nodes of the round (both directions
    present), as in contraction_step, and
      edge_number   bigint, the least number among the edges that it stands for
      is_spanned    integer, 1 where the left node joined a root by this edge
#}
{% macro spanning_step(rounds, settings) -%}
with edges as (

    select
        left_next_key as left_key,
        right_next_key as right_key,
        min(edge_number) as edge_number
    from {{ rounds[-1] }}
    where left_next_key <> right_next_key
    group by left_next_key, right_next_key

),

picks as (

    {{ neighbour_picks('edges', rounds | length) | indent(4) }}

),

joins as (

    -- a root picks itself; a node that is three picks or more from one waits
    select
        picks.node_key,
        picks.pick_key,
        case when roots.pick_key = roots.node_key then roots.node_key else picks.node_key end
            as next_key
    from picks
    inner join picks as second_picks
        on picks.pick_key = second_picks.node_key
    inner join picks as roots
        on second_picks.pick_key = roots.node_key

)

select
    edges.left_key,
    edges.right_key,
    edges.edge_number,
    left_joins.next_key as left_next_key,
    right_joins.next_key as right_next_key,
    case
        when left_joins.next_key <> edges.left_key and left_joins.pick_key = edges.right_key
            then 1
        else 0
    end as is_spanned
from edges
inner join joins as left_joins
    on edges.left_key = left_joins.node_key
inner join joins as right_joins
    on edges.right_key = right_joins.node_key
{%- endmacro %}
