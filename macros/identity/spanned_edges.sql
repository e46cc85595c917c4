{#
    What the rounds of spanning_step have found, as the result of the materialization
    iterated.

    Returns a relation body, one row per numbered edge: edge_number (bigint), is_spanned
    (integer, 1 for an edge of the spanning forest).
#}
{% macro spanned_edges(rounds, settings) -%}
with marked as (
{% for round in rounds %}
    select
        edge_number,
        is_spanned
    from {{ round }}
    {{ 'union all' if not loop.last }}
{%- endfor %}
)

select
    edge_number,
    max(is_spanned) as is_spanned
from marked
group by edge_number
{%- endmacro %}
