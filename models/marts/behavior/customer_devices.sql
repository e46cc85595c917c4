-- Grain: one row per device or handset × customer × stretch of time in which it was theirs.
{{ config(enabled=source_is_enabled('web')) }}

with

stays as (

    select
        identifier_type,
        identifier_value,
        stay_number,
        customer_id,
        valid_from,
        valid_to,
        first_login_at,
        last_login_at,
        event_count,
        identify_count,
        is_over_limit
    from {{ ref('int_device_stays_bounded') }}

),

owned as (

    select
        ---------- ids
        identifier_type,
        identifier_value,
        stay_number,
        customer_id,

        ---------- how it is known
        case
            when identify_count > 0 then 'identify'
            else 'event'
        end as known_by,
        event_count as login_event_count,

        ---------- the stretch
        valid_to is null as is_current,
        valid_from,
        valid_to,
        first_login_at,
        last_login_at
    from stays
    where customer_id is not null and not is_over_limit

)

select * from owned
