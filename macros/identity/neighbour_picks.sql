{#
    Of every node of a graph, the one with the least salted hash among itself and its
    neighbours, as a round of contraction picks it.

    Returns a relation body: node_key, pick_key (bigint), one row per node. edges names a
    relation with left_key and right_key, both directions of each edge; the salt is any
    number, another one in each round.
#}
{% macro neighbour_picks(edges, salt) -%}
select
    node_key,
    case
        when {{ salted_hash('neighbour_key', salt) }} < {{ salted_hash('node_key', salt) }}
            then neighbour_key
        else node_key
    end as pick_key
from (
    select
        left_key as node_key,
        {{ first_by('right_key', salted_hash('right_key', salt)) }} as neighbour_key
    from {{ edges }}
    group by left_key
) as neighbourhoods
{%- endmacro %}
