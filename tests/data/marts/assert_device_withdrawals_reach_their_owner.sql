{{ config(enabled=source_is_enabled('web') and source_is_enabled('consent')) }}

-- Nobody is in an audience who alone signs in on a device that withdrew for its purpose, as a
-- browser does that sends a GPC signal, unless that device granted again later.
-- Told from the log of consent and the events as they came, past every model that bounds
-- stays or derives consent. Breaks when a device's evidence is lost on the way to the person.

with

members as (

    {{ audience_members() }}

),

answers as (

    select
        upper({{ regexp_replace_all(
            'identifier_value', "'[^0-9A-Za-z]+'", "''"
        ) }}) as bare_value,
        purpose,
        channel,
        coalesce(status = 'granted', false) as is_grant,
        occurred_at
    from {{ ref('stg_consent__events') }}
    where identifier_type = 'device_id'

),

signed_in as (

    select
        upper({{ regexp_replace_all(
            'events.device_id', "'[^0-9A-Za-z]+'", "''"
        ) }}) as bare_value,
        min({{ bytewise('users.customer_id') }}) as customer_id
    from {{ ref('int_web_events_unioned') }} as events
    inner join {{ ref('int_web_users_assigned') }} as users
        on events.user_id = users.user_id
    where events.device_id is not null
    group by events.device_id
    having count(distinct users.person_id) = 1

),

lost as (

    select
        members.audience,
        members.customer_id,
        members.purpose,
        members.channel,
        answers.bare_value,
        answers.occurred_at
    from members
    inner join signed_in on members.customer_id = signed_in.customer_id
    inner join answers
        on signed_in.bare_value = answers.bare_value
            and members.purpose = answers.purpose
            and not answers.is_grant
    where answers.channel in (members.channel, 'any')

)

select
    lost.audience,
    lost.customer_id
from lost
left join answers as grants
    on lost.bare_value = grants.bare_value
        and lost.purpose = grants.purpose
        and lost.channel = grants.channel
        and grants.is_grant
        and lost.occurred_at < grants.occurred_at
where grants.bare_value is null
