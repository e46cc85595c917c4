{#
    Logarithms of the shares of every agreement pattern in the three classes.

    Returns a relation body: agreement_pattern, log_match, log_household, log_random
    (double). Whole billionths are summed, so that the order of the rows changes no bit.
#}
{% macro pattern_weights(pattern_levels, weights) -%}
select
    pattern_levels.agreement_pattern,
    sum({{ rounded('1000000000 * ln(' ~ floored_share('weights.match_share') ~ ')', 0) }})
        / 1000000000
        as log_match,
    sum({{ rounded('1000000000 * ln(' ~ floored_share('weights.household_share') ~ ')', 0) }})
        / 1000000000
        as log_household,
    sum({{ rounded('1000000000 * ln(' ~ floored_share('weights.random_share') ~ ')', 0) }})
        / 1000000000
        as log_random
from {{ pattern_levels }} as pattern_levels
inner join {{ weights }} as weights
    on pattern_levels.weight_group = weights.weight_group
    and pattern_levels.level_code = weights.level_code
group by pattern_levels.agreement_pattern
{%- endmacro %}
