{{ config(severity='warn') }}

-- Every consent event reaches a row of the seed purposes; one that reaches none has no
-- effect. A warning, since the log belongs to another team: a grant without effect is
-- safe, and a withdrawal for an unknown purpose has no grant to take back.

with

events as (

    select
        event_id,
        purpose,
        channel
    from {{ ref('int_consent_events_received') }}

),

purposes as (

    select
        purpose,
        channel
    from {{ ref('purposes') }}

)

select
    events.event_id,
    events.purpose,
    events.channel
from events
left join purposes
    on events.purpose = purposes.purpose
        and events.channel = purposes.channel
where
    purposes.purpose is null
    and events.purpose != 'any'
    and events.channel != 'any'
