{#
    Training of the three-class mixture by expectation-maximisation over counted agreement
    patterns. A pair is a match, of one household (relatives, flatmates, colleagues), or
    random; classes differ in how they spread over the levels of each comparison.

        odds of a match = λM·M / (λH·H + (1 − λM − λH)·R)

    M and H of a level are shares learnt from the candidate pairs, drawn towards the
    declared ones with the weight of five pairs. R comes from the random sample or from
    the frequency of the value agreed on; for rare identifiers from the pairs held random.
    λ are shares of all N·(N − 1)/2 pairs, so that no recall has to be guessed; they stand
    in the group 'prior', whose one level every pair reaches. A thousand pairs of a file of
    a thousand records weigh in, so that they mean something for a handful of records too.

    After I. Fellegi and A. Sunter, A theory for record linkage, JASA 1969, and
    W. Winkler, Using the EM algorithm for weight computation, 1988, with a class for
    households between the two.

    A round holds one row per weight group × level code:
      match_share, household_share, random_share   double, of the level in the class
      second_match_share   double, of the second part's level among matches, in joints
      household_mix        double, the same in all rows: share of the household pairs whose
                           second part agrees as a match's would, the rest by chance
      round_number         integer
      largest_change       double, of any match_share since the round before
    Round 0 is what no pair at all would teach.
#}
{% macro training_start(levels) -%}
with counted_levels as (

    select
        levels.*,
        cast(0 as {{ type_double() }}) as match_count,
        cast(0 as {{ type_double() }}) as household_count,
        cast(0 as {{ type_double() }}) as random_count,
        cast(null as {{ type_double() }}) as old_match_share,
        cast(null as {{ type_double() }}) as old_second_match_share,
        cast(0.8 as {{ type_double() }}) as old_household_mix,
        -1 as old_round_number
    from {{ levels }} as levels

),

{{ _trained_shares('counted_levels') }}
{%- endmacro %}
