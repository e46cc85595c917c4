{#
    One round of a walk that every arc takes twice as far as in the round before.

    A round holds one row per arc:
      arc_key      bigint
      next_key     bigint, the arc that the walk has come to; NULL at the end of the walk
      passed_sum   bigint, the sum of what it met on the way there
    So a walk of n arcs takes about log2(n) rounds.
#}
{% macro walk_step(rounds, settings) -%}
select
    arcs.arc_key,
    onward.next_key,
    arcs.passed_sum + coalesce(onward.passed_sum, 0) as passed_sum
from {{ rounds[-1] }} as arcs
left join {{ rounds[-1] }} as onward
    on arcs.next_key = onward.arc_key
{%- endmacro %}
