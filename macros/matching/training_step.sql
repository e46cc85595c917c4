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
