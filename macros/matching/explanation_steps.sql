{#
    How the odds that a pair is one person came about, comparison after comparison.

    The odds of a match stand against a mixture of two classes, λM · M : λH · H + λR · R, so
    there is no fixed weight of a level that could be summed. What does add up is to take
    the comparisons in a fixed order, that of the var comparisons, and after each to ask
    for the odds so far:

        total(k) = log2( λM · M1 … Mk  /  (λH · H1 … Hk + λR · R1 … Rk) )
        weight(k) = total(k) - total(k - 1)
                  = log2( Mk / (h · Hk + r · Rk) )

    where h and r, which add up to 1, are how probable a household and strangers are, after
    the comparisons before, if it is no match. So a weight is the Bayes factor of its
    comparison given those before it: that an address agrees says little once the family
    name has made a household the rival. In another order the weights would differ and
    their sum would not. Of a joint the second part is weighed given the first, by the
    trained shares of both together over those of the first alone.

    Returns a relation body, one row per pair × comparison that could be made:
      left_key, right_key    bigint
      step                   bigint, 0 for the prior, without gaps
      comparison, agreement_level   text
      match_share, household_share, random_share   double, how probable the level is in each
                             class, with the frequency of the value itself; of the prior
                             the shares of the classes
      match_weight           double, bits that the step adds
      running_total          double, bits so far; adds up from match_weight

    explained and weights name relations: explained_pairs, int_match_weights_kept. Whole
    millionths are summed, so that the order of the rows changes no bit.
#}
{% macro explanation_steps(explained, weights) -%}
with floored as (

    select
        weight_group,
        level_code,
        {{ floored_share('match_share') }} as match_share,
        {{ floored_share('household_share') }} as household_share,
        {{ floored_share('random_share') }} as random_share
    from {{ weights }}

),

shared as (

    select
        explained.left_key,
        explained.right_key,
        explained.comparison_number,
        explained.comparison,
        explained.agreement_level,
        reached.match_share / coalesce(given.match_share, 1) as match_share,
        reached.household_share / coalesce(given.household_share, 1)
        * explained.household_frequency as household_share,
        reached.random_share / coalesce(given.random_share, 1)
        * explained.random_frequency as random_share
    from {{ explained }} as explained
    inner join floored as reached
        on explained.weight_group = reached.weight_group
        and explained.level_code = reached.level_code
    left join floored as given
        on explained.weight_group = given.weight_group
        and explained.given_level_code = given.level_code
    {{ computed_once() }}

),

summed as (

    select
        shared.*,
        row_number() over so_far - 1 as step,
        sum({{ rounded('1000000 * ln(match_share)', 0) }}) over so_far / 1000000
            as log_match,
        sum({{ rounded('1000000 * ln(household_share)', 0) }}) over so_far / 1000000
            as log_household,
        sum({{ rounded('1000000 * ln(random_share)', 0) }}) over so_far / 1000000
            as log_random
    from shared
    window so_far as (
        partition by left_key, right_key
        order by comparison_number
        rows between unbounded preceding and current row
    )
    {{ computed_once() }}

),

totalled as (

    select
        summed.*,
        {{ rounded(
            '(log_match - greatest(log_household, log_random)'
            ~ ' - ln(1 + exp(-least(abs(log_household - log_random), 700)))) / ln(2.0)',
            4
        ) }} as running_total
    from summed
    {{ computed_once() }}

),

weighed as (

    select
        totalled.*,
        lag(running_total) over (
            partition by left_key, right_key order by comparison_number
        ) as previous_total
    from totalled

)

select
    left_key,
    right_key,
    step,
    comparison,
    agreement_level,
    {{ rounded('match_share', 10) }} as match_share,
    {{ rounded('household_share', 10) }} as household_share,
    {{ rounded('random_share', 10) }} as random_share,
    {{ rounded('running_total - coalesce(previous_total, 0)', 4) }} as match_weight,
    running_total
from weighed
{%- endmacro %}
