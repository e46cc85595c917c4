-- One row per device or handset × stay of a person: from the first login, and backwards
-- where nobody was there before, until another person logs in.
{{ config(enabled=source_is_enabled('web')) }}

with

runs as (

    select
        identifier_type,
        identifier_value,
        run_number,
        user_id,
        first_login_at,
        last_login_at,
        event_count,
        identify_count
    from {{ ref('int_device_logins_grouped') }}

),

users as (

    select
        user_id,
        person_id,
        customer_id
    from {{ ref('int_web_users_assigned') }}

),

-- Whom the runs are of, and from which of them on another person sits there.
person_runs as (

    select
        runs.identifier_type,
        runs.identifier_value,
        runs.run_number,
        users.person_id,
        users.customer_id,
        runs.first_login_at,
        runs.last_login_at,
        runs.event_count,
        runs.identify_count,
        lag(users.person_id) over (
            partition by runs.identifier_type, runs.identifier_value
            order by runs.run_number
        ) as person_before_id,
        lag(runs.last_login_at) over (
            partition by
                runs.identifier_type, runs.identifier_value, users.person_id
            order by runs.run_number
        ) as last_seen_at
    from runs
    inner join users on runs.user_id = users.user_id

),

--   logins of Ann    a──a                       a
--   there until      a──a────────window────────▷a────────window────────▷
--   logins of Bob             b
--   there until               b────────window────────▷
--   people           1        2                 2     1                 0
--
-- A person counts from a login on for as long as the window is; a second login within it
-- only prolongs that, so each person counts once.
{% for identifier_type, limit in var('visitor_limits').items() %}
{{ identifier_type }}_marks as (

    {% if limit.within_days is none -%}
    select
        identifier_type,
        identifier_value,
        min(first_login_at) as marked_at,
        1 as people_change
    from person_runs
    where identifier_type = '{{ identifier_type }}'
    group by identifier_type, identifier_value, person_id
    {%- else -%}
    select
        identifier_type,
        identifier_value,
        first_login_at as marked_at,
        1 as people_change
    from person_runs
    where
        identifier_type = '{{ identifier_type }}'
        and coalesce(
            first_login_at >= last_seen_at + interval '{{ limit.within_days }}' day, true
        )
    union all
    select
        identifier_type,
        identifier_value,
        left_at as marked_at,
        -1 as people_change
    from (
        select
            identifier_type,
            identifier_value,
            last_login_at + interval '{{ limit.within_days }}' day as left_at,
            lead(first_login_at) over (
                partition by identifier_type, identifier_value, person_id
                order by run_number
            ) as next_login_at
        from person_runs
        where identifier_type = '{{ identifier_type }}'
    ) as departures
    where coalesce(next_login_at >= left_at, true)
    {%- endif %}

),

{% endfor -%}
crowds as (

    {% for identifier_type in var('visitor_limits') -%}
        select
            identifier_type,
            identifier_value,
            -- who leaves in the moment in which another comes is not there with them
            sum(people_change) over (
                partition by identifier_value
                order by marked_at, people_change
                rows between unbounded preceding and current row
            ) as person_count
        from {{ identifier_type }}_marks
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

most_crowded as (

    select
        identifier_type,
        identifier_value,
        cast(max(person_count) as integer) as most_person_count
    from crowds
    group by identifier_type, identifier_value

),

numbered as (

    select
        *,
        sum(case when person_id = person_before_id then 0 else 1 end) over (
            partition by identifier_type, identifier_value
            order by run_number
            rows between unbounded preceding and current row
        ) as stay_number
    from person_runs

),

stays as (

    select
        identifier_type,
        identifier_value,
        stay_number,
        person_id,
        customer_id,
        min(first_login_at) as first_login_at,
        max(last_login_at) as last_login_at,
        sum(event_count) as event_count,
        sum(identify_count) as identify_count
    from numbered
    group by
        identifier_type, identifier_value, stay_number, person_id, customer_id

),

bounded as (

    select
        stays.identifier_type,
        stays.identifier_value,
        cast(stays.stay_number as integer) as stay_number,
        stays.person_id,
        stays.customer_id,
        case when stays.stay_number > 1 then stays.first_login_at end as valid_from,
        lead(stays.first_login_at) over (
            partition by stays.identifier_type, stays.identifier_value
            order by stays.stay_number
        ) as valid_to,
        stays.first_login_at,
        stays.last_login_at,
        cast(stays.event_count as bigint) as event_count,
        cast(stays.identify_count as bigint) as identify_count,
        most_crowded.most_person_count,
        case stays.identifier_type
            {% for identifier_type, limit in var('visitor_limits').items() -%}
                when '{{ identifier_type }}'
                    then most_crowded.most_person_count > {{ limit.people }}
            {% endfor -%}
        end as is_over_limit
    from stays
    inner join most_crowded
        on stays.identifier_type = most_crowded.identifier_type
        and stays.identifier_value = most_crowded.identifier_value

)

select * from bounded
