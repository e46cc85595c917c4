{{ config(enabled=source_is_enabled('shop') or source_is_enabled('pos')) }}

-- Everybody in a segment is in the view that its definition names as the audience.
-- Breaks when memberships are read from customers or orders, or outlive a withdrawal.

with

memberships as (

    select
        segments.segment_id,
        segments.audience,
        segment_memberships.customer_id
    from {{ ref('segment_memberships') }} as segment_memberships
    inner join {{ ref('segments') }} as segments
        on segment_memberships.segment_id = segments.segment_id

),

audience_members as (

    {% for audience in segment_definitions() | map(attribute='audience') | unique -%}
        select
            '{{ audience }}' as audience,
            customer_id
        from {{ ref(audience) }}
        {{ "union all" if not loop.last }}
    {% else -%}
        select
            cast(null as {{ dbt.type_string() }}) as audience,
            cast(null as {{ dbt.type_string() }}) as customer_id
        where 1 = 0
    {% endfor %}

)

select
    memberships.segment_id,
    memberships.customer_id
from memberships
left join audience_members
    on memberships.audience = audience_members.audience
        and memberships.customer_id = audience_members.customer_id
where audience_members.customer_id is null
