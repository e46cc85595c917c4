-- One row per record that has an edge, with the least record key of its connected
-- component. Exact on any graph; fails rather than publish an unconverged one.
{{ config(
    materialized='iterated',
    step='contraction_step',
    progress='contraction_progress',
    result='composed_rounds',
    max_rounds=var('max_component_rounds'),
    keep_rounds=true
) }}

with edges as (

    select
        left_key,
        right_key
    from {{ ref('int_edges_accepted') }}

),

directed_edges as (

    select
        left_key,
        right_key
    from edges

    union all

    select
        right_key as left_key,
        left_key as right_key
    from edges

)

select
    left_key,
    right_key,
    left_key as left_next_key,
    right_key as right_next_key
from directed_edges
