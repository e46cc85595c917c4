{{ config(enabled=source_is_enabled('shop') or source_is_enabled('pos')) }}

-- One row per segment of the var segments.

{% set segments = segment_definitions() -%}

with

memberships as (

    select
        segment_id,
        customer_id
    from {{ ref('segment_memberships') }}

),

definitions as (

    {% for segment in segments -%}
        select
            '{{ segment.id }}' as segment_id,
            '{{ segment.audience }}' as audience,
            '{{ segment.description }}' as description,
            '{{ segment_criteria_text(segment.criteria) }}' as criteria
        {{ "union all" if not loop.last }}
    {% else -%}
        select
            cast(null as {{ dbt.type_string() }}) as segment_id,
            cast(null as {{ dbt.type_string() }}) as audience,
            cast(null as {{ dbt.type_string() }}) as description,
            cast(null as {{ dbt.type_string() }}) as criteria
        where 1 = 0
    {% endfor %}

),

members_counted as (

    select
        segment_id,
        count(*) as member_count
    from memberships
    group by segment_id

),

measured as (

    select
        definitions.segment_id,
        definitions.audience,
        definitions.description,
        definitions.criteria,
        coalesce(members_counted.member_count, 0) as member_count,
        {{ as_of() }} as as_of
    from definitions
    left join members_counted
        on definitions.segment_id = members_counted.segment_id

)

select * from measured
