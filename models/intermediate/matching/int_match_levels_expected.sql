-- One row per weight group × level code: the declared shares with what random pairs show.
{{ config(
    materialized='patched',
    due='training_is_due'
) }}

with declared as (

    select *
    from {{ ref('int_match_levels_declared') }}

),

random_levels as (

    select
        comparison,
        level_number,
        has_frequency,
        comparable_share,
        random_share
    from {{ ref('int_random_levels_counted') }}

),

record_counts as (

    select cast(count(*) as {{ type_double() }}) as record_count
    from {{ ref('int_records_prepared') }}

),

expected as (

    select
        declared.weight_group,
        declared.level_code,
        declared.first_level,
        declared.second_level,
        declared.is_whole,
        -- at first 0.4 of the records are taken for matches, and 0.3 for pairs of one
        -- household; a thousand pairs of a file of a thousand records stand beside, so
        -- that a handful of records does not take any two of them for one person
        case
            when declared.weight_group = 'prior'
                then (0.4 * record_counts.record_count + 0.8) / (
                    record_counts.record_count * (record_counts.record_count - 1) / 2
                    + 1000
                )
            else declared.expected_match
        end as expected_match,
        case
            when declared.weight_group = 'prior'
                then (0.3 * record_counts.record_count + 0.6) / (
                    record_counts.record_count * (record_counts.record_count - 1) / 2
                    + 1000
                )
            else declared.expected_household
        end as expected_household,
        declared.first_match_cap,
        declared.first_household,
        declared.second_household,
        declared.is_random_learnt,
        first_levels.comparable_share,
        -- an agreed value's own frequency, added pair by pair, stands for the level's share
        case when first_levels.has_frequency then 1 else first_levels.random_share end
            as first_random_share,
        case when second_levels.has_frequency then 1 else second_levels.random_share end
            as second_random_share,
        second_levels.random_share as second_random_average,
        greatest(record_counts.record_count * (record_counts.record_count - 1) / 2, 1)
            as all_pair_count
    from declared
    cross join record_counts
    left join random_levels as first_levels
        on declared.first_comparison = first_levels.comparison
        and declared.first_level = first_levels.level_number
    left join random_levels as second_levels
        on declared.second_comparison = second_levels.comparison
        and declared.second_level = second_levels.level_number

)

select * from expected
