-- One row per pair accepted as the same person, with the reason that accepted it. What a
-- steward decided outranks rules and scores.
{{ config(materialized='view') }}

with edges as (

    select
        left_key,
        right_key,
        edge_type,
        edge_reason,
        match_weight,
        match_probability,
        is_refused
    from {{ ref('int_edges_proposed') }}

),

accepted as (

    select
        left_key,
        right_key,
        edge_type,
        edge_reason,
        match_weight,
        match_probability
    from edges
    where not is_refused

)

select * from accepted
