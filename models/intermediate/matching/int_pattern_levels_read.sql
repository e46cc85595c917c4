-- One row per agreement pattern × weight group that could be compared at least in part.

{% set groups = {} %}
{% for comparison in match_comparisons() %}
{% do groups.setdefault(comparison.group, []).append(comparison) %}
{% endfor %}

with patterns as (

    select agreement_pattern
    from {{ ref('int_patterns_counted') }}
    group by agreement_pattern

),

levels as (

{% for group, parts in groups.items() %}
    select
        agreement_pattern,
        '{{ group }}' as weight_group,
    {%- for part in parts %}
        {{ "|| '|' || " if not loop.first }}case
            when {{ pattern_level(part) }} < 0 then '-'
            else cast({{ pattern_level(part) }} as {{ dbt.type_string() }})
        end
    {%- endfor %} as level_code
    from patterns
    where
        {% for part in parts -%}
            {{ 'or ' if not loop.first }}{{ pattern_level(part) }} >= 0
        {% endfor %}

    union all
{% endfor %}

    -- the level that every pair reaches, for the priors
    select
        agreement_pattern,
        'prior' as weight_group,
        'all' as level_code
    from patterns

)

select * from levels
