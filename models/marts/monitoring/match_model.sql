-- One row per weight group × level code of the model in use, with what training on the
-- records of today would have made of it.

with kept as (

    select
        weight_group,
        level_code,
        match_share,
        household_share,
        random_share,
        model_version,
        trained_at,
        pair_count,
        settings_hash
    from {{ ref('int_match_weights_kept') }}

),

trained as (

    select
        weight_group,
        level_code,
        match_share,
        random_share
    from {{ ref('int_match_weights_trained') }}

),

declared as (

    select
        weight_group,
        level_code,
        first_comparison,
        first_level,
        second_comparison,
        second_level
    from {{ ref('int_match_levels_declared') }}

),

{% if not weights_are_declared() %}
random_levels as (

    select
        comparison,
        level_number,
        random_share
    from {{ ref('int_random_levels_counted') }}

),

{% endif %}
-- typical_share: how often strangers agree on a value, where it is weighed value by value
level_names as (

{% for comparison in match_comparisons() %}
{%- set is_last_comparison = loop.last %}
{%- for level in comparison.levels %}
    select
        '{{ comparison.name }}' as comparison,
        {{ level.number }} as level_number,
        '{{ level.name }}' as level_name,
        {% if level.frequency is none -%}
        cast(1 as {{ type_double() }}) as typical_share
        {%- elif level.frequency is number or level.frequency | float(-1) >= 0 -%}
        cast({{ level.frequency }} as {{ type_double() }}) as typical_share
        {%- elif weights_are_declared() -%}
        cast({{ level.r }} as {{ type_double() }}) as typical_share
        {%- else -%}
        (
            select random_levels.random_share
            from random_levels
            where
                random_levels.comparison = '{{ comparison.name }}'
                and random_levels.level_number = {{ level.number }}
        ) as typical_share
        {%- endif %}
    {{ 'union all' if not (loop.last and is_last_comparison) }}
{% endfor %}
{%- endfor %}

),

modelled as (

    select
        kept.weight_group,
        kept.level_code,
        declared.first_comparison,
        case
            when declared.first_comparison is not null
                then coalesce(first_names.level_name, 'missing')
        end as first_level,
        declared.second_comparison,
        case
            when declared.second_comparison is not null
                then coalesce(second_names.level_name, 'missing')
        end as second_level,
        kept.match_share,
        kept.household_share,
        kept.random_share,
        case
            when declared.first_comparison is not null
                then {{ rounded(
                    'ln(' ~ floored_share('kept.match_share') ~ ' / '
                    ~ floored_share('kept.random_share') ~ ') / ln(2.0)', 4
                ) }}
        end as match_weight,
        case
            when declared.first_comparison is not null
                then {{ rounded(
                    'ln(' ~ floored_share('kept.match_share') ~ ' / '
                    ~ floored_share(
                        'kept.random_share * coalesce(first_names.typical_share, 1)'
                        ~ ' * coalesce(second_names.typical_share, 1)'
                    ) ~ ') / ln(2.0)', 4
                ) }}
        end as typical_match_weight,
        {{ rounded(
            'ln(' ~ floored_share('trained.match_share') ~ ' / '
            ~ floored_share('trained.random_share') ~ ') / ln(2.0)'
            ~ ' - ln(' ~ floored_share('kept.match_share') ~ ' / '
            ~ floored_share('kept.random_share') ~ ') / ln(2.0)', 4
        ) }} as drift,
        kept.model_version,
        kept.trained_at,
        kept.pair_count,
        kept.settings_hash
    from kept
    inner join trained
        on kept.weight_group = trained.weight_group
        and kept.level_code = trained.level_code
    left join declared
        on kept.weight_group = declared.weight_group
        and kept.level_code = declared.level_code
    left join level_names as first_names
        on declared.first_comparison = first_names.comparison
        and declared.first_level = first_names.level_number
    left join level_names as second_names
        on declared.second_comparison = second_names.comparison
        and declared.second_level = second_names.level_number

)

select * from modelled
