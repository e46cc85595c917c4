{#
    Where each node of the first round has ended after the last one.

    Returns a relation body: node_key, group_key (bigint), one row per node of round 0;
    group_key is the least node_key of its group, so that it does not depend on the order
    in which the groups grew. Rounds are those of a contraction or a linkage: left_key and
    left_next_key map a node to its successor; a node that is missing from a later round
    has stayed as it was.
#}
{% macro composed_rounds(rounds, settings) -%}
with
{%- for round in rounds | reverse %}
{% set round_number = rounds | length - loop.index %}
composed_{{ round_number }} as (

    select distinct
        current_round.left_key as node_key,
    {%- if loop.first %}
        current_round.left_next_key as group_key
    from {{ round }} as current_round
    {%- else %}
        coalesce(later_rounds.group_key, current_round.left_next_key) as group_key
    from {{ round }} as current_round
    left join composed_{{ round_number + 1 }} as later_rounds
        on current_round.left_next_key = later_rounds.node_key
    {%- endif %}

),
{% endfor %}
named_groups as (

    select
        group_key,
        min(node_key) as least_node_key
    from composed_0
    group by group_key

)

select
    composed_0.node_key,
    named_groups.least_node_key as group_key
from composed_0
inner join named_groups
    on composed_0.group_key = named_groups.group_key
{%- endmacro %}
