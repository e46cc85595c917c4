-- Guards that the log holds every append that was ever sealed, as it was then. What would
-- break: rows cut off the end of the log, or an append written anew, would go unnoticed.

with

seals as (

    select
        append_number,
        event_count,
        seal_hash
    from {{ ref('identity_event_seals') }}

),

appends as (

    select
        append_number,
        max(event_number) as event_count,
        md5({{ joined_texts('event_hash') }}) as seal_hash
    from {{ ref('identity_events') }}
    group by append_number

)

select
    seals.append_number,
    seals.event_count,
    appends.event_count as found_event_count
from seals
left join appends on seals.append_number = appends.append_number
where
    coalesce(appends.event_count, 0) <> seals.event_count
    or coalesce(appends.seal_hash, '') <> seals.seal_hash
