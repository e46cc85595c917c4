-- One row per comparison × level, with how often random pairs reach it.
{{ config(
    materialized='patched',
    due='training_is_due'
) }}

{% set comparisons = match_comparisons() %}

with patterns as (

    select
        agreement_pattern,
        count(*) as pair_count
    from {{ ref('int_random_pairs_compared') }}
    group by agreement_pattern

),

levels as (

{% for comparison in comparisons %}
    select
        '{{ comparison.name }}' as comparison,
        {{ pattern_level(comparison) }} as level_number,
        pair_count
    from patterns
{% if not loop.last %}
    union all
{% endif %}
{% endfor %}

),

declared as (

    select *
    from (
        values
        {% for comparison in comparisons %}
        {% set is_last_comparison = loop.last %}
        {% for level in comparison.levels %}
        (
            '{{ comparison.name }}',
            {{ level.number }},
            '{{ level.name }}',
            {{ level.frequency is not none }},
            {{ level.r }}
        ){{ ',' if not (loop.last and is_last_comparison) }}
        {% endfor %}
        {% endfor %}
    ) as declared_levels ( -- noqa: AL05
        comparison, level_number, level_name, has_frequency, expected_share
    )

),

counted as (

    select
        comparison,
        level_number,
        sum(pair_count) as pair_count
    from levels
    where level_number >= 0
    group by comparison, level_number

),

sampled as (

    select sum(pair_count) as pair_count
    from patterns

),

totals as (

    select
        comparison,
        sum(pair_count) as pair_count
    from counted
    group by comparison

),

shares as (

    select
        declared.comparison,
        cast(declared.level_number as integer) as level_number,
        declared.level_name,
        declared.has_frequency,
        coalesce(totals.pair_count, 0)
        / cast(greatest(sampled.pair_count, 1) as {{ type_double() }})
            as comparable_share,
        -- twenty-five pairs as declared stand beside the sample
        (coalesce(counted.pair_count, 0) + 25 * declared.expected_share)
        / cast(coalesce(totals.pair_count, 0) + 25 as {{ type_double() }})
            as random_share
    from declared
    cross join sampled
    left join counted
        on declared.comparison = counted.comparison
        and declared.level_number = counted.level_number
    left join totals
        on declared.comparison = totals.comparison

)

select * from shares
