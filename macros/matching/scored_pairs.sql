{#
    Match weight and probabilities of compared pairs under trained weights.

    Returns a relation body: left_key, right_key, agreement_pattern, match_weight (bits of
    evidence: what the comparisons add to the prior odds), match_probability and
    household_probability (0 to 1). pairs and weights name relations like
    int_pairs_compared and int_match_weights_kept. Where the weights are declared there is
    no class of households.
#}
{% macro scored_pairs(pairs, weights) -%}
with patterns as (

    select agreement_pattern
    from {{ pairs }}
    group by agreement_pattern

),

levels as (

    {{ pattern_levels('patterns') | indent(4) }}

),

pattern_weights as (

    {{ pattern_weights('levels', weights) | indent(4) }}

),

priors as (

    select ln(match_share / (1 - match_share)) as log_prior_odds
    from {{ weights }}
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
    from {{ pairs }} as pairs
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
{%- if weights_are_declared() %}
        log_match - log_random as log_odds,
        1 / (1 + exp(greatest(least(log_random - log_match, 700), -700)))
            as match_probability,
        cast(0 as {{ type_double() }}) as household_probability
{%- else %}
        log_match - greatest(log_household, log_random)
            - ln(1 + exp(-least(abs(log_household - log_random), 700))) as log_odds,
        {{ class_probability('log_match') }} as match_probability,
        {{ class_probability('log_household') }} as household_probability
{%- endif %}
    from likelihoods

)

select
    left_key,
    right_key,
    agreement_pattern,
    {{ rounded('(log_odds - log_prior_odds) / ln(2.0)', 7) }} as match_weight,
    {{ rounded('match_probability', 6) }} as match_probability,
    {{ rounded('household_probability', 6) }} as household_probability
from probabilities
{%- endmacro %}
