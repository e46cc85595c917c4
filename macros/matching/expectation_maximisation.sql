{#
    Training of the three-class mixture by expectation-maximisation over counted agreement
    patterns. A pair is a match, of one household (relatives, flatmates, colleagues), or
    random; classes differ in how they spread over the levels of each comparison.

        odds of a match = λM·M / (λH·H + (1 − λM − λH)·R)

    M and H of a level are shares learnt from the candidate pairs, drawn towards the
    declared ones with the weight of five pairs. R comes from the random sample or from
    the frequency of the value agreed on; for rare identifiers from the pairs held random.
    λ are shares of all N·(N − 1)/2 pairs, so that no recall has to be guessed.

    After I. Fellegi and A. Sunter, A theory for record linkage, JASA 1969, and
    W. Winkler, Using the EM algorithm for weight computation, 1988, with a class for
    households between the two.

    A round holds one row per weight group × level code: match_share, household_share,
    random_share (double), round_number and largest_change (of any match_share since the
    round before). Three rows more have the weight_group 'prior': λM and λH, and the mix:
    the share of household pairs whose family names agree as a match's would.
#}
{% macro training_start(levels, records) -%}
with levels as (

    select *
    from {{ levels }}

),

whole_shares as (

    select
        weight_group,
        level_code,
        expected_match as match_share,
        expected_household as household_share,
        first_random_share as random_share
    from levels
    where is_whole

),

record_counts as (

    select cast(count(*) as {{ type_double() }}) as record_count
    from {{ records }}

),

priors as (

    select
        0.8 / greatest(record_count - 1, 1.6) as match_prior,
        0.6 / greatest(record_count - 1, 1.6) as household_prior,
        cast(0.8 as {{ type_double() }}) as household_mix
    from record_counts

),

{{ _trained_weights() }}

select
    weights.*,
    0 as round_number,
    cast(1 as {{ type_double() }}) as largest_change
from weights
{%- endmacro %}


{#
    One round: expectation over the pattern counts, then new shares.
#}
{% macro training_step(rounds, settings) -%}
with levels as (

    select *
    from {{ ref('int_match_levels_expected') }}

),

old_weights as (

    select *
    from {{ rounds[-1] }}

),

old_priors as (

    select
        max(case when level_code = 'match' then match_share end) as match_prior,
        max(case when level_code = 'household' then match_share end) as household_prior,
        max(case when level_code = 'mix' then match_share end) as household_mix
    from old_weights
    where weight_group = 'prior'

),

pattern_levels as (

    select
        agreement_pattern,
        weight_group,
        level_code
    from {{ ref('int_pattern_levels_read') }}

),

record_counts as (

    select cast(count(*) as {{ type_double() }}) as record_count
    from {{ ref('int_records_prepared') }}

),

all_pairs as (

    select greatest(record_count * (record_count - 1) / 2, 1) as pair_count
    from record_counts

),

pattern_weights as (

    {{ pattern_weights('pattern_levels', 'old_weights') | indent(4) }}

),

likelihoods as (

    select
        patterns.agreement_pattern,
        patterns.pair_count,
        ln(old_priors.match_prior) + pattern_weights.log_match as log_match,
        ln(old_priors.household_prior) + pattern_weights.log_household
            + patterns.household_bucket as log_household,
        ln(1 - old_priors.match_prior - old_priors.household_prior)
            + pattern_weights.log_random + patterns.random_bucket as log_random
    from {{ ref('int_patterns_counted') }} as patterns
    inner join pattern_weights
        on patterns.agreement_pattern = pattern_weights.agreement_pattern
    cross join old_priors

),

expected_pairs as (

    select
        agreement_pattern,
        sum(pair_count * {{ class_probability('log_match') }}) as match_count,
        sum(pair_count * {{ class_probability('log_household') }}) as household_count,
        sum(pair_count * {{ class_probability('log_random') }}) as random_count
    from likelihoods
    group by agreement_pattern

),

level_counts as (

    select
        pattern_levels.weight_group,
        pattern_levels.level_code,
        {{ rounded('sum(expected_pairs.match_count)', 5) }} as match_count,
        {{ rounded('sum(expected_pairs.household_count)', 5) }} as household_count,
        {{ rounded('sum(expected_pairs.random_count)', 5) }} as random_count
    from pattern_levels
    inner join expected_pairs
        on pattern_levels.agreement_pattern = expected_pairs.agreement_pattern
    group by pattern_levels.weight_group, pattern_levels.level_code

),

counted_levels as (

    select
        levels.*,
        coalesce(level_counts.match_count, 0) as match_count,
        coalesce(level_counts.household_count, 0) as household_count,
        coalesce(level_counts.random_count, 0) as random_count
    from levels
    left join level_counts
        on levels.weight_group = level_counts.weight_group
        and levels.level_code = level_counts.level_code

),

totals as (

    select
        weight_group,
        sum(match_count) as match_count,
        sum(household_count) as household_count
    from counted_levels
    where is_whole
    group by weight_group

),

drawn_shares as (

    select
        counted_levels.weight_group,
        counted_levels.level_code,
        counted_levels.first_level,
        counted_levels.first_match_cap,
        (counted_levels.match_count + 5 * counted_levels.expected_match)
            / (totals.match_count + 5) as match_share,
        (counted_levels.household_count + 5 * counted_levels.expected_household)
            / (totals.household_count + 5) as household_share,
        case
            when counted_levels.is_random_learnt
                then (counted_levels.random_count + 0.05)
                    / (counted_levels.comparable_share * all_pairs.pair_count + 1)
            else counted_levels.first_random_share
        end as random_share
    from counted_levels
    inner join totals
        on counted_levels.weight_group = totals.weight_group
    cross join all_pairs
    where counted_levels.is_whole

),

capped_levels as (

    select
        weight_group,
        first_level,
        sum(match_share) as match_share,
        max(first_match_cap) as first_match_cap
    from drawn_shares
    where first_match_cap is not null
    group by weight_group, first_level
    having sum(match_share) > max(first_match_cap)

),

whole_shares as (

    select
        drawn_shares.weight_group,
        drawn_shares.level_code,
        drawn_shares.match_share
            * case
                when capped_levels.weight_group is null then 1
                when drawn_shares.first_level = capped_levels.first_level
                    then capped_levels.first_match_cap / capped_levels.match_share
                else (1 - capped_levels.first_match_cap) / (1 - capped_levels.match_share)
            end as match_share,
        drawn_shares.household_share,
        drawn_shares.random_share
    from drawn_shares
    left join capped_levels
        on drawn_shares.weight_group = capped_levels.weight_group

),

mixed_levels as (

    select
        counted_levels.household_count,
        old_priors.household_mix * second_shares.match_share as like_match,
        (1 - old_priors.household_mix) * counted_levels.second_random_average as like_random
    from counted_levels
    inner join (
        select
            levels.weight_group,
            levels.second_level,
            sum(old_weights.match_share) as match_share
        from old_weights
        inner join levels
            on old_weights.weight_group = levels.weight_group
            and old_weights.level_code = levels.level_code
        where levels.is_whole
        group by levels.weight_group, levels.second_level
    ) as second_shares
        on counted_levels.weight_group = second_shares.weight_group
        and counted_levels.second_level = second_shares.second_level
    cross join old_priors
    where counted_levels.second_household = 'mixed'

),

mixes as (

    select
        (coalesce(sum(household_count * like_match / (like_match + like_random)), 0) + 4)
            / (coalesce(sum(household_count), 0) + 5) as household_mix
    from mixed_levels

),

class_totals as (

    select
        coalesce(sum(match_count), 0) as match_count,
        coalesce(sum(household_count), 0) as household_count
    from expected_pairs

),

priors as (

    select
        least(greatest(class_totals.match_count, 0.5) / all_pairs.pair_count, 0.4) as match_prior,
        least(greatest(class_totals.household_count, 0.5) / all_pairs.pair_count, 0.4)
            as household_prior,
        mixes.household_mix
    from class_totals
    cross join all_pairs
    cross join mixes

),

{{ _trained_weights() }}

select
    weights.*,
    old_weights.round_number + 1 as round_number,
    max(abs(weights.match_share - old_weights.match_share)) over () as largest_change
from weights
inner join old_weights
    on weights.weight_group = old_weights.weight_group
    and weights.level_code = old_weights.level_code
{%- endmacro %}


{#
    Finished when the shares have settled, or after the rounds that were asked for.
#}
{% macro training_progress(rounds, settings) -%}
select
    max(round_number) >= {{ settings.training_rounds }} or max(largest_change) < 0.0001
        as is_finished,
    {{ settings.training_rounds }} - max(round_number) as remaining
from {{ rounds[-1] }}
{%- endmacro %}


{#
    Logarithms of the shares of every agreement pattern in the three classes.

    Returns a relation body: agreement_pattern, log_match, log_household, log_random.
#}
{% macro pattern_weights(pattern_levels, weights) -%}
select
    pattern_levels.agreement_pattern,
    {{ rounded('sum(ln(greatest(weights.match_share, 1e-12)))', 6) }} as log_match,
    {{ rounded('sum(ln(greatest(weights.household_share, 1e-12)))', 6) }} as log_household,
    {{ rounded('sum(ln(greatest(weights.random_share, 1e-12)))', 6) }} as log_random
from {{ pattern_levels }} as pattern_levels
inner join {{ weights }} as weights
    on pattern_levels.weight_group = weights.weight_group
    and pattern_levels.level_code = weights.level_code
group by pattern_levels.agreement_pattern
{%- endmacro %}


{#
    Probability of one of the three classes from the logarithms of all three.

    Returns a SQL expression, double, over columns log_match, log_household, log_random.
#}
{% macro class_probability(log_class) -%}
    1 / (
        exp(greatest(least(log_match - {{ log_class }}, 700), -700))
        + exp(greatest(least(log_household - {{ log_class }}, 700), -700))
        + exp(greatest(least(log_random - {{ log_class }}, 700), -700))
    )
{%- endmacro %}


{#
    CTEs second_shares, … weights from levels, whole_shares and priors: the classes' shares
    of every level code, the ones with a missing part included.
#}
{% macro _trained_weights() -%}
whole_levels as (

    select
        levels.weight_group,
        levels.first_level,
        levels.second_level,
        whole_shares.match_share
    from whole_shares
    inner join levels
        on whole_shares.weight_group = levels.weight_group
        and whole_shares.level_code = levels.level_code

),

first_marginals as (

    select
        weight_group,
        first_level,
        sum(match_share) as match_share
    from whole_levels
    group by weight_group, first_level

),

second_marginals as (

    select
        weight_group,
        second_level,
        sum(match_share) as match_share
    from whole_levels
    where second_level is not null
    group by weight_group, second_level

),

level_weights as (

    select
        levels.weight_group,
        levels.level_code,
        case
            when levels.is_whole then whole_shares.match_share
            when levels.first_level is null then second_marginals.match_share
            else first_marginals.match_share
        end as match_share,
        case
            when levels.second_household is null and levels.first_household = 'learnt'
                then whole_shares.household_share
            else coalesce(levels.first_random_share, 1)
                * case
                    when levels.second_level is null then 1
                    when levels.second_household = 'mixed'
                        then priors.household_mix * second_marginals.match_share
                            + (1 - priors.household_mix) * levels.second_random_average
                    else levels.second_random_share
                end
        end as household_share,
        case
            when levels.second_household is null then whole_shares.random_share
            else coalesce(levels.first_random_share, 1) * coalesce(levels.second_random_share, 1)
        end as random_share
    from levels
    cross join priors
    left join whole_shares
        on levels.weight_group = whole_shares.weight_group
        and levels.level_code = whole_shares.level_code
    left join first_marginals
        on levels.weight_group = first_marginals.weight_group
        and levels.first_level = first_marginals.first_level
    left join second_marginals
        on levels.weight_group = second_marginals.weight_group
        and levels.second_level = second_marginals.second_level

),

prior_rows as (

    select 'match' as level_code, match_prior as match_share from priors
    union all
    select 'household' as level_code, household_prior as match_share from priors
    union all
    select 'mix' as level_code, household_mix as match_share from priors

),

weights as (

    select
        weight_group,
        level_code,
        {{ rounded('match_share', 12) }} as match_share,
        {{ rounded('household_share', 12) }} as household_share,
        {{ rounded('random_share', 12) }} as random_share
    from level_weights

    union all

    select
        'prior' as weight_group,
        level_code,
        {{ rounded('match_share', 15) }} as match_share,
        cast(null as {{ type_double() }}) as household_share,
        cast(null as {{ type_double() }}) as random_share
    from prior_rows

)
{%- endmacro %}
