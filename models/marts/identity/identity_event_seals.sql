-- One row per append to identity_events: what the log held when it was made.
{{ config(materialized='remembered') }}

with

sealed as (

    {{ last_state({
        'append_number': dbt.type_bigint(),
        'run_number': dbt.type_bigint(),
        'sealed_at': dbt.type_timestamp(),
        'event_count': dbt.type_bigint(),
        'seal_hash': dbt.type_string(),
    }) | indent(4) }}

),

ends as (

    select coalesce(max(append_number), 0) as append_number
    from sealed

),

events as (

    select
        append_number,
        run_number,
        occurred_at,
        event_number,
        event_hash
    from {{ ref('identity_events') }}

),

fresh as (

    select
        events.append_number,
        max(events.run_number) as run_number,
        max(events.occurred_at) as sealed_at,
        max(events.event_number) as event_count,
        md5({{ joined_texts('events.event_hash') }}) as seal_hash
    from events
    inner join ends on events.append_number > ends.append_number
    group by events.append_number

)

select * from sealed
union all
select * from fresh
