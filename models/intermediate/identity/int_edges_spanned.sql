-- One row per numbered edge, with whether it is one of a spanning tree of its customer.
{{ config(
    materialized='iterated',
    step='spanning_step',
    progress='contraction_progress',
    result='spanned_edges',
    max_rounds='max_component_rounds',
    keep_rounds=true
) }}

with edges as (

    select
        left_key,
        right_key,
        edge_number
    from {{ ref('int_edges_numbered') }}

),

directed_edges as (

    select
        left_key,
        right_key,
        edge_number
    from edges

    union all

    select
        right_key as left_key,
        left_key as right_key,
        edge_number
    from edges

)

select
    left_key,
    right_key,
    edge_number,
    left_key as left_next_key,
    right_key as right_next_key,
    0 as is_spanned
from directed_edges
