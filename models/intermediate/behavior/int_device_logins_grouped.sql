-- One row per device or handset × run of events of one signed-in user.
{{ config(enabled=source_is_enabled('web')) }}

with

events as (

    select
        event_id,
        event_type,
        device_id,
        handset_id,
        user_id,
        occurred_at
    from {{ ref('int_web_events_unioned') }}
    where user_id is not null and occurred_at is not null

),

logins as (

    {% for identifier_type in var('visitor_limits') -%}
        select
            '{{ identifier_type }}' as identifier_type,
            {{ identifier_type }} as identifier_value,
            user_id,
            event_id,
            event_type,
            occurred_at
        from events
        where {{ identifier_type }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

turned as (

    select
        *,
        case
            when
                user_id = lag(user_id) over (
                    partition by identifier_type, identifier_value
                    order by occurred_at, {{ bytewise('event_id') }}
                )
                then 0
            else 1
        end as is_turn
    from logins

),

numbered as (

    select
        *,
        sum(is_turn) over (
            partition by identifier_type, identifier_value
            order by occurred_at, {{ bytewise('event_id') }}
            rows between unbounded preceding and current row
        ) as run_number
    from turned

),

runs as (

    select
        identifier_type,
        identifier_value,
        cast(run_number as integer) as run_number,
        user_id,
        min(occurred_at) as first_login_at,
        max(occurred_at) as last_login_at,
        count(*) as event_count,
        sum(case when event_type = 'identify' then 1 else 0 end) as identify_count
    from numbered
    group by identifier_type, identifier_value, run_number, user_id

)

select * from runs
