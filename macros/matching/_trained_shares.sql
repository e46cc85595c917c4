{#
    The second half of a training round: new shares from the pairs counted for each level.
    CTEs and the closing select of a statement; a chain without forks, so that an engine
    that runs a CTE once for each reference runs it once. All sums are of whole numbers
    (counts in millionths of a pair, shares in millionths of a millionth), which doubles
    add exactly: the order of the rows changes no bit.
#}
{% macro _trained_shares(counted_levels) -%}
totalled as (

    select
        counted_levels.*,
        sum(case when is_whole then match_count end) over (partition by weight_group)
            as group_match_count,
        sum(case when is_whole then household_count end) over (partition by weight_group)
            as group_household_count,
        sum({{ rounded("case
                when second_household = 'mixed' and second_level is not null
                    then household_count * old_household_mix * old_second_match_share / (
                        old_household_mix * old_second_match_share
                        + (1 - old_household_mix) * second_random_average
                    )
            end", 0) }}) over () as mixed_like_match_count,
        sum(
            case
                when second_household = 'mixed' and second_level is not null
                    then household_count
            end
        ) over () as mixed_count
    from {{ counted_levels }} as counted_levels

),

drawn as (

    select
        totalled.*,
        case
{%- if var('prior') is not none %}
            when weight_group = 'prior' then {{ var('prior') }}
{%- endif %}
            when weight_group = 'prior' and old_round_number < 0 then expected_match
            when weight_group = 'prior'
                then (match_count / 1000000 + 0.8) / (all_pair_count + 1000)
            when is_whole
                then (match_count + 5000000 * expected_match) / (group_match_count + 5000000)
        end as drawn_match_share,
        case
            when weight_group = 'prior' and old_round_number < 0 then expected_household
            when weight_group = 'prior'
                then (household_count / 1000000 + 0.6) / (all_pair_count + 1000)
            when is_whole
                then (household_count + 5000000 * expected_household)
                    / (group_household_count + 5000000)
        end as drawn_household_share,
        (coalesce(mixed_like_match_count, 0) + 4000000) / (coalesce(mixed_count, 0) + 5000000)
            as new_household_mix
    from totalled

),

first_shared as (

    select
        drawn.*,
        sum({{ rounded('1000000000000 * drawn_match_share', 0) }})
            over (partition by weight_group, first_level) / 1000000000000
            as first_match_share
    from drawn

),

capped as (

    select
        first_shared.*,
        max(case when first_match_share > first_match_cap then first_match_cap end)
            over (partition by weight_group) as group_cap,
        max(case when first_match_share > first_match_cap then first_match_share end)
            over (partition by weight_group) as group_capped_share
    from first_shared

),

scaled as (

    select
        capped.*,
        drawn_match_share * case
            when group_cap is null then 1
            when first_match_share > first_match_cap then group_cap / group_capped_share
            else (1 - group_cap) / (1 - group_capped_share)
        end as whole_match_share
    from capped

),

marginal as (

    select
        scaled.*,
        sum({{ rounded('1000000000000 * whole_match_share', 0) }})
            over (partition by weight_group, first_level) / 1000000000000
            as new_first_match_share,
        sum({{ rounded('1000000000000 * whole_match_share', 0) }})
            over (partition by weight_group, second_level) / 1000000000000
            as new_second_match_share
    from scaled

),

shared as (

    select
        weight_group,
        level_code,
        old_match_share,
        old_round_number,
        new_household_mix,
        {{ rounded('new_second_match_share', 12) }} as second_match_share,
        {{ rounded("case
            when is_whole then whole_match_share
            when first_level is null then new_second_match_share
            else new_first_match_share
        end", 15) }} as match_share,
        {{ rounded("case
            when weight_group = 'prior' or first_household = 'learnt' then drawn_household_share
            when first_household = 'declared' then expected_household
            else coalesce(first_random_share, 1) * case
                when second_level is null then 1
                when second_household = 'mixed'
                    then new_household_mix * new_second_match_share
                        + (1 - new_household_mix) * second_random_average
                else second_random_share
            end
        end", 15) }} as household_share,
        {{ rounded("case
            when weight_group = 'prior' then 1 - drawn_match_share - drawn_household_share
            when is_random_learnt
                then (random_count / 1000000 + 0.05) / (comparable_share * all_pair_count + 1000)
            else coalesce(first_random_share, 1) * coalesce(second_random_share, 1)
        end", 15) }} as random_share
    from marginal

)

select
    weight_group,
    level_code,
    match_share,
    household_share,
    random_share,
    second_match_share,
    {{ rounded('new_household_mix', 9) }} as household_mix,
    old_round_number + 1 as round_number,
    coalesce(max(abs(match_share - old_match_share)) over (), 1) as largest_change
from shared
{%- endmacro %}
