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
