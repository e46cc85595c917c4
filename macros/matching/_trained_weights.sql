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
