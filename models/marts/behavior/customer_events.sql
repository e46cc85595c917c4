-- Grain: one row per event of web and app, of customers and of visitors whom nobody knows.
{{ config(materialized='view', enabled=source_is_enabled('web')) }}

with

events as (

    select
        event_id,
        event_type,
        event_name,
        page_path,
        device_id,
        handset_id,
        user_id,
        occurred_at
    from {{ ref('int_web_events_unioned') }}

),

users as (

    select
        user_id,
        customer_id
    from {{ ref('int_web_users_assigned') }}

),

-- A stretch without a beginning or an end reaches as far as time does.
stays as (

    select
        identifier_type,
        identifier_value,
        customer_id,
        is_over_limit,
        first_login_at,
        coalesce(
            valid_from, cast('1000-01-01' as {{ dbt.type_timestamp() }})
        ) as reaches_from,
        coalesce(
            valid_to, cast('9999-12-31' as {{ dbt.type_timestamp() }})
        ) as reaches_to
    from {{ ref('int_device_stays_bounded') }}

),

{% for identifier_type in var('visitor_limits') -%}
{{ identifier_type }}_stays as (

    select
        identifier_value,
        customer_id,
        is_over_limit,
        first_login_at,
        reaches_from,
        reaches_to
    from stays
    where identifier_type = '{{ identifier_type }}'

),

{% endfor -%}
-- Who was signed in outranks whose device it is, and the browser or app outranks the
-- handset under it.
attributed as (

    select
        events.event_id,
        events.event_type,
        events.event_name,
        events.page_path,
        events.device_id,
        events.handset_id,
        events.user_id,
        events.occurred_at,
        users.customer_id as signed_in_customer_id,
        case
            {% for identifier_type in var('visitor_limits') -%}
                when {{ identifier_type }}_stays.is_over_limit then null
                when {{ identifier_type }}_stays.identifier_value is not null
                    then {{ identifier_type }}_stays.customer_id
            {% endfor -%}
        end as device_customer_id,
        case
            when events.user_id is not null and users.customer_id is null
                then 'unknown_user'
            when events.user_id is not null then 'signed_in'
            {% for identifier_type in var('visitor_limits') -%}
                when {{ identifier_type }}_stays.is_over_limit then 'over_limit'
                when
                    {{ identifier_type }}_stays.identifier_value is not null
                    and {{ identifier_type }}_stays.customer_id is null
                    then 'unknown_user'
                when events.occurred_at < {{ identifier_type }}_stays.first_login_at
                    then 'backwards'
                when {{ identifier_type }}_stays.identifier_value is not null
                    then 'forwards'
            {% endfor -%}
            else 'anonymous'
        end as attributed_by
    from events
    left join users on events.user_id = users.user_id
    {% for identifier_type in var('visitor_limits') -%}
        left join {{ identifier_type }}_stays
            on events.{{ identifier_type }} = {{ identifier_type }}_stays.identifier_value
            and events.occurred_at >= {{ identifier_type }}_stays.reaches_from
            and events.occurred_at < {{ identifier_type }}_stays.reaches_to
    {% endfor %}

),

told as (

    select
        ---------- ids
        event_id,
        case
            when user_id is not null then signed_in_customer_id
            else device_customer_id
        end as customer_id,
        device_id,
        handset_id,
        user_id,

        ---------- what
        event_type,
        event_name,
        page_path,

        ---------- how it is known whose it is
        attributed_by,

        ---------- timestamps
        occurred_at
    from attributed

)

select * from told
