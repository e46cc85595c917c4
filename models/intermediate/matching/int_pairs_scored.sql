-- One row per candidate pair, blocked or bridged, with its match weight (bits) and
-- probabilities. A view of the blocked pairs where bridging is off (var bridge_pairs).
{{ config(materialized='table' if var('bridge_pairs') else 'view') }}

with pairs as (

    select
        left_key,
        right_key,
        agreement_pattern,
        household_log_frequency,
        random_log_frequency
    from {{ ref('int_bridged_pairs_compared') }}

),

weights as (

    select
        weight_group,
        level_code,
        match_share,
        household_share,
        random_share
    from {{ ref('int_match_weights_kept') }}

),

patterns as (

    select agreement_pattern
    from pairs
    group by agreement_pattern

),

levels as (

    {{ pattern_levels('patterns') | indent(4) }}

),

bridged as (

    {{ scored_pairs('pairs', 'levels', 'weights') | indent(4) }}

),

blocked as (

    select
        left_key,
        right_key,
        agreement_pattern,
        match_weight,
        match_probability,
        household_probability
    from {{ ref('int_blocked_pairs_scored') }}

),

scored as (

    select
        left_key,
        right_key,
        agreement_pattern,
        match_weight,
        match_probability,
        household_probability
    from blocked

    union all

    select
        left_key,
        right_key,
        agreement_pattern,
        match_weight,
        match_probability,
        household_probability
    from bridged

)

select * from scored
