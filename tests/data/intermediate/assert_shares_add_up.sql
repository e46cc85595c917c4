-- Guards training: the levels of a comparison are all there is, so their shares among
-- matches add up to one; a share outside of 0 to 1 would turn evidence round.

select
    weights.weight_group,
    sum(weights.match_share) as match_share
from {{ ref('int_match_weights_trained') }} as weights
inner join {{ ref('int_match_levels_declared') }} as levels
    on weights.weight_group = levels.weight_group
    and weights.level_code = levels.level_code
where
    levels.is_whole
    and weights.weight_group <> 'prior'
    -- declared shares are taken as they are
    and {{ 'false' if weights_are_declared() else 'true' }}
group by weights.weight_group
having abs(sum(weights.match_share) - 1) > 0.000001

union all

select
    weight_group,
    match_share
from {{ ref('int_match_weights_trained') }}
where
    not (match_share between 0 and 1)
    or not (household_share between 0 and 1)
    or not (random_share between 0 and 1)
