{{ config(enabled=source_is_enabled('shop') or source_is_enabled('pos')) }}

-- One row per segment × customer who is in it now.

{% set segments = segment_definitions() -%}
{% set audiences = segments | map(attribute='audience') | unique | list -%}

with

-- Everybody who may be in a segment, by the view that lets them in.
audience_members as (

    {% for audience in audiences -%}
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

),

orders as (

    select
        customer_id,
        currency,
        total_cents,
        is_return,
        ordered_at
    from {{ ref('customer_orders') }}
    where not is_cancelled and ordered_at <= {{ as_of() }}

),

-- Only the orders of people whom a view let in.
member_orders as (

    select
        audience_members.audience,
        audience_members.customer_id,
        orders.currency,
        orders.total_cents,
        orders.is_return,
        orders.ordered_at
    from audience_members
    inner join orders on audience_members.customer_id = orders.customer_id

),

-- Returns take their amount back. Currencies are never added up: the one with the most
-- spend speaks for the customer. With an amount that is not known, nor is the spend.
currencies_summarized as (

    select
        audience,
        customer_id,
        currency,
        case
            when count(total_cents) = count(*) then cast(sum(total_cents) as bigint)
        end as spend_cents
    from member_orders
    group by audience, customer_id, currency

),

spend_summarized as (

    select
        audience,
        customer_id,
        case when count(spend_cents) = count(*) then max(spend_cents) end as spend_cents
    from currencies_summarized
    group by audience, customer_id

),

purchases_summarized as (

    select
        audience,
        customer_id,
        count(*) as order_count,
        {{ dbt.datediff('min(ordered_at)', as_of(), 'day') }} as days_since_first_order,
        {{ dbt.datediff('max(ordered_at)', as_of(), 'day') }} as days_since_last_order
    from member_orders
    where not is_return
    group by audience, customer_id

),

measured as (

    select
        audience_members.audience,
        audience_members.customer_id,
        coalesce(purchases_summarized.order_count, 0) as order_count,
        case
            when spend_summarized.customer_id is null then 0
            else spend_summarized.spend_cents
        end as spend_cents,
        purchases_summarized.days_since_first_order,
        purchases_summarized.days_since_last_order
    from audience_members
    left join purchases_summarized
        on audience_members.audience = purchases_summarized.audience
            and audience_members.customer_id = purchases_summarized.customer_id
    left join spend_summarized
        on audience_members.audience = spend_summarized.audience
            and audience_members.customer_id = spend_summarized.customer_id

),

memberships as (

    {% for segment in segments -%}
        select
            '{{ segment.id }}' as segment_id,
            customer_id,
            {{ segment_reason(segment.criteria) }} as reason,
            {{ as_of() }} as as_of
        from measured
        where
            audience = '{{ segment.audience }}'
            and {{ segment_predicate(segment.criteria) }}
        {{ "union all" if not loop.last }}
    {% else -%}
        select
            cast(null as {{ dbt.type_string() }}) as segment_id,
            cast(null as {{ dbt.type_string() }}) as customer_id,
            cast(null as {{ dbt.type_string() }}) as reason,
            {{ as_of() }} as as_of
        where 1 = 0
    {% endfor %}

)

select * from memberships
