-- One row per candidate pair, blocked or bridged, with its match weight (bits) and
-- probabilities.
{{ config(materialized='view') }}

with blocked as (

    select
        left_key,
        right_key,
        agreement_pattern,
        match_weight,
        match_probability,
        household_probability
    from {{ ref('int_blocked_pairs_scored') }}

),

bridged as (

    select
        left_key,
        right_key,
        agreement_pattern,
        match_weight,
        match_probability,
        household_probability
    from {{ ref('int_bridged_pairs_scored') }}

),

scored as (

    select * from blocked

    union all

    select * from bridged

)

select * from scored
