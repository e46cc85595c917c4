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
