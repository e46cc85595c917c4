-- One row per candidate pair with its match weight (bits) and probabilities.

with pairs as (

    select
        left_key,
        right_key,
        agreement_pattern,
        household_log_frequency,
        random_log_frequency
    from {{ ref('int_pairs_compared') }}

),

weights as (

    select
        weight_group,
        level_code,
        match_share,
        household_share,
        random_share
    from {{ ref('int_match_weights_trained') }}

),

pattern_levels as (

    select
        agreement_pattern,
        weight_group,
        level_code
    from {{ ref('int_pattern_levels_read') }}

),

pattern_weights as (

    {{ pattern_weights('pattern_levels', 'weights') | indent(4) }}

),

priors as (

    select ln(match_share / (1 - match_share)) as log_prior_odds
    from weights
    where weight_group = 'prior'

),

likelihoods as (

    select
        pairs.left_key,
        pairs.right_key,
        pairs.agreement_pattern,
        pattern_weights.log_match,
        pattern_weights.log_household + pairs.household_log_frequency as log_household,
        pattern_weights.log_random + pairs.random_log_frequency as log_random,
        priors.log_prior_odds
    from pairs
    inner join pattern_weights
        on pairs.agreement_pattern = pattern_weights.agreement_pattern
    cross join priors

),

probabilities as (

    select
        left_key,
        right_key,
        agreement_pattern,
        log_prior_odds,
        log_match - greatest(log_household, log_random)
            - ln(1 + exp(-least(abs(log_household - log_random), 700))) as log_odds,
        {{ class_probability('log_match') }} as match_probability,
        {{ class_probability('log_household') }} as household_probability
    from likelihoods

),

scored as (

    select
        left_key,
        right_key,
        agreement_pattern,
        -- bits of evidence: what the comparisons add to the prior odds
        {{ rounded('(log_odds - log_prior_odds) / ln(2.0)', 4) }} as match_weight,
        {{ rounded('match_probability', 6) }} as match_probability,
        {{ rounded('household_probability', 6) }} as household_probability
    from probabilities

)

select * from scored
