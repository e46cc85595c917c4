{#
    Connected components by randomised contraction, in O(log n) rounds on any graph.

    In each round every node picks, among itself and its neighbours, the one with the least
    salted hash as its representative; edges are redrawn between representatives; loops and
    duplicates fall away. When no edge is left, the maps are composed backwards, each of
    them a fraction of the one before.

        a─b─c─d─e   picks: a→b b→b c→b d→e e→e      b─e   picks: b→b e→b      done
                                                                       composed: a…e → b

    H. Bögeholz, M. Brand, R.-A. Todor, In-database connected component analysis, ICDE 2020.

    A round holds one row per directed edge (both directions present):
      left_key, right_key            bigint, the ends in this round's graph
      left_next_key, right_next_key  bigint, their representatives in the next round
    The first round is contraction_start.
#}
{% macro contraction_step(rounds, settings) -%}
with edges as (

    select distinct
        left_next_key as left_key,
        right_next_key as right_key
    from {{ rounds[-1] }}
    where left_next_key <> right_next_key

),

{{ _contracted('edges', rounds | length) }}
{%- endmacro %}


{# The rest of a round's SQL: the CTE of what each node picks, and the edges between the picks.
   edges names a CTE of directed edges; the salt is another number in each round. #}
{% macro _contracted(edges, salt) -%}
representatives as (

    {{ neighbour_picks(edges, salt) | indent(4) }}

)

select
    edges.left_key,
    edges.right_key,
    left_representatives.pick_key as left_next_key,
    right_representatives.pick_key as right_next_key
from {{ edges }} as edges
inner join representatives as left_representatives
    on edges.left_key = left_representatives.node_key
inner join representatives as right_representatives
    on edges.right_key = right_representatives.node_key
{%- endmacro %}
