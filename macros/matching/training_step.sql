{#
    One round of training: the pairs that each level owes to each class under the old
    shares, then new shares from them. Pairs are counted in whole millionths, whose sums
    are exact whatever the order of the rows.
#}
{% macro training_step(rounds, settings) -%}
with old_weights as (

    select *
    from {{ rounds[-1] }}

),

pattern_levels as (

    select
        agreement_pattern,
        weight_group,
        level_code
    from {{ ref('int_pattern_levels_read') }}

),

pattern_weights as (

    {{ pattern_weights('pattern_levels', 'old_weights') | indent(4) }}

),

likelihoods as (

    select
        patterns.agreement_pattern,
        patterns.pair_count,
        pattern_weights.log_match,
        pattern_weights.log_household + patterns.household_bucket as log_household,
        pattern_weights.log_random + patterns.random_bucket as log_random
    from {{ ref('int_patterns_counted') }} as patterns
    inner join pattern_weights
        on patterns.agreement_pattern = pattern_weights.agreement_pattern

),

expected_pairs as (

    select
        agreement_pattern,
        sum({{ rounded('1000000 * pair_count * ' ~ class_probability('log_match'), 0) }})
            as match_count,
        sum({{ rounded('1000000 * pair_count * ' ~ class_probability('log_household'), 0) }})
            as household_count,
        sum({{ rounded('1000000 * pair_count * ' ~ class_probability('log_random'), 0) }})
            as random_count
    from likelihoods
    group by agreement_pattern

),

level_counts as (

    select
        pattern_levels.weight_group,
        pattern_levels.level_code,
        sum(expected_pairs.match_count) as match_count,
        sum(expected_pairs.household_count) as household_count,
        sum(expected_pairs.random_count) as random_count
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
        coalesce(level_counts.random_count, 0) as random_count,
        old_weights.match_share as old_match_share,
        old_weights.second_match_share as old_second_match_share,
        old_weights.household_mix as old_household_mix,
        old_weights.round_number as old_round_number
    from {{ ref('int_match_levels_expected') }} as levels
    inner join old_weights
        on levels.weight_group = old_weights.weight_group
        and levels.level_code = old_weights.level_code
    left join level_counts
        on levels.weight_group = level_counts.weight_group
        and levels.level_code = level_counts.level_code

),

{{ _trained_shares('counted_levels') }}
{%- endmacro %}
