-- One row per event of web and app of the source that is read now, in its last version.
{{ config(materialized='view', enabled=source_is_enabled('web')) }}

with

versions as (

    select
        event_id,
        revision_number,
        event_type,
        event_name,
        page_path,
        device_id,
        handset_id,
        user_id,
        occurred_at
    from {{ ref('int_web_events_received') }}
    where origin = {{ web_origin() }}

),

-- Few events are ever revised, so the many are not sorted for their sake.
revised as (

    select
        event_id,
        max(revision_number) as revision_number
    from versions
    where revision_number > 1
    group by event_id

),

current_versions as (

    select
        versions.event_id,
        versions.event_type,
        versions.event_name,
        versions.page_path,
        versions.device_id,
        versions.handset_id,
        versions.user_id,
        versions.occurred_at
    from versions
    left join revised on versions.event_id = revised.event_id
    where versions.revision_number = coalesce(revised.revision_number, 1)

)

select * from current_versions
