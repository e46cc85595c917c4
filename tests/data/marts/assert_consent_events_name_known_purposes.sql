{{ config(severity='warn') }}

-- Every grant names a row of the seed purposes. One that doesn't has no effect: the
-- person said yes, and no audience holds them for it. A warning and no error, since the
-- log belongs to another team and a yes that is not heard is the safe side. Withdrawals
-- are no concern of this test: one that the seed doesn't know is honoured, for all
-- purposes or channels (assert_no_withdrawal_is_lost).

with

grants as (

    select
        event_id,
        purpose,
        channel
    from {{ ref('int_consent_events_received') }}
    where is_grant

),

purposes as (

    select
        purpose,
        channel
    from {{ ref('purposes') }}

)

select
    grants.event_id,
    grants.purpose,
    grants.channel
from grants
left join purposes
    on grants.purpose = purposes.purpose
        and grants.channel = purposes.channel
where purposes.purpose is null
