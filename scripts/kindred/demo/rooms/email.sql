-- E-mail marketing, in the shape in which Fivetran lands Klaviyo: one profile per
-- mailbox, lists, who is on them, and what was sent, opened, clicked and complained
-- about. Reads lives, addresses, campaigns and mailing_lists.

create or replace temp table email_profiles as
with mailboxes_used as (

    -- one mailbox is one profile, whoever reads it: a family's is that of its first
    -- reader
    select
        person * 2 as profile,
        *,
        email_before as mailbox,
        day_one() as used_from,
        coalesce(email_changed_on, day_last()) as used_until,
        row_number() over (partition by email_before order by person) as reader
    from lives

    union all

    select
        person * 2 + 1,
        *,
        email_after,
        email_changed_on,
        day_last(),
        1
    from lives
    where email_changed_on is not null

),

subscribed as (

    select
        *,
        day_between(profile, 'subscribes on', used_from, used_until - 2)
            as subscribed_on
    from mailboxes_used
    where reader = 1 and (stratum = 3 or share(profile, 'subscribes') < 0.5)

),

dated as (

    select
        *,
        moment_on(subscribed_on, profile, 'subscribes at') as created,
        case
            when share(profile, 'profile edited') < 0.3 then moment_on(
                day_between(
                    profile, 'profile edited on', subscribed_on + 1, day_last()
                ),
                profile, 'profile edited at'
            )
            else moment_on(subscribed_on, profile, 'subscribes at')
        end as updated,
        case
            when share(profile, 'unsubscribes') < 0.25
                then day_between(
                    profile, 'unsubscribes on', subscribed_on + 1, day_last()
                )
        end as unsubscribed_on
    from subscribed

)

select
    '01G' || upper(left(digest('profile', dated.profile), 23)) as id,
    dated.mailbox as email,
    case
        when share(dated.profile, 'profile phone') < 0.2
            then value_on(phone_before, phone_changed_on, phone_after, subscribed_on)
    end as phone_number,
    case
        when share(dated.profile, 'profile name') < 0.7 then case
            when nicknames <> [] and share(dated.profile, 'email nickname') < 0.5
                then one_of(nicknames, dated.profile, 'email which nickname')
            else given_name
        end
    end as first_name,
    case
        when share(dated.profile, 'profile family') < 0.55
            then value_on(family_name, renamed_on, later_family_name, subscribed_on)
    end as last_name,
    null::varchar as organization,
    null::varchar as title,
    null::varchar as address_1,
    null::varchar as address_2,
    case when share(dated.profile, 'profile city') < 0.5 then addresses.city end
        as city,
    case when share(dated.profile, 'profile city') < 0.5 then addresses.region end
        as region,
    case when share(dated.profile, 'profile zip') < 0.3 then addresses.postal_code end
        as zip,
    case dated.country when 'US' then 'United States' when 'GB' then 'United Kingdom'
        else 'Germany' end as country,
    case dated.country when 'US' then 'America/New_York' when 'GB' then 'Europe/London'
        else 'Europe/Berlin' end as timezone,
    dated.created,
    dated.updated,
    dated.updated as last_event_date,
    false as _fivetran_deleted,
    next_sync(dated.updated) as _fivetran_synced,
    dated.person as x_person,
    dated.profile as x_key,
    dated.country as x_country,
    dated.subscribed_on as x_subscribed_on,
    dated.unsubscribed_on as x_unsubscribed_on,
    -- one day for the event, the lists and the consent log
    moment_on(dated.unsubscribed_on, dated.profile, 'unsubscribes at')
        as x_unsubscribed_at,
    dated.loyalty_card as x_loyalty_card,
    case when dated.created < dated.updated then next_sync(dated.created) end
        as x_first_at,
    next_sync(dated.updated) as x_arrives_at
from dated
inner join addresses on dated.address_before = addresses.address;

create or replace temp table email_lists as
select
    id,
    name,
    created,
    created as updated,
    false as _fivetran_deleted,
    next_sync(created) as _fivetran_synced,
    null::timestamp as x_first_at,
    next_sync(created) as x_arrives_at
from mailing_lists
where is_first_slice();

create or replace temp table email_list_memberships as
select
    lists.id as list_id,
    profiles.id as person_id,
    greatest(profiles.created, lists.created) as joined_group_at,
    profiles.x_unsubscribed_at is not null as _fivetran_deleted,
    next_sync(
        case
            when profiles.x_unsubscribed_at is not null then profiles.x_unsubscribed_at
            else greatest(profiles.created, lists.created)
        end
    ) as _fivetran_synced,
    profiles.x_person,
    case
        when profiles.x_unsubscribed_at is not null
            then next_sync(greatest(profiles.created, lists.created))
    end as x_first_at,
    next_sync(
        case
            when profiles.x_unsubscribed_at is not null then profiles.x_unsubscribed_at
            else greatest(profiles.created, lists.created)
        end
    ) as x_arrives_at
from email_profiles as profiles
inner join mailing_lists as lists
    on lists.created < coalesce(profiles.x_unsubscribed_at, timestamp '2100-01-01')
    and case lists.place
        when 1 then profiles.x_country <> 'DE'
        when 2 then profiles.x_country = 'DE'
        when 3 then profiles.x_loyalty_card is not null
        when 4 then share(profiles.x_key, 'back in stock') < 0.1
        else share(profiles.x_key, 'very important') < 0.03
    end;

create or replace temp table email_events as
with sent as (

    select
        profiles.id as person_id,
        profiles.x_person,
        profiles.x_key * 256 + campaigns.place as mailing,
        campaigns.campaign_id,
        campaigns.sent_on::timestamp + interval 7 hours
        + to_seconds(whole(profiles.x_key * 256 + campaigns.place, 'sent', 0, 5400))
            as sent_at,
        share(profiles.x_key, 'keenness') as keenness
    from email_profiles as profiles
    inner join campaigns
        on profiles.x_subscribed_on < campaigns.sent_on
        and coalesce(profiles.x_unsubscribed_on, date '2100-01-01') > campaigns.sent_on
    -- most profiles are in a few segments that are mailed, some in all
    where share(profiles.x_key * 256 + campaigns.place, 'mailed')
        < (0.03 + 0.1 * share(profiles.x_key, 'keenness') ** 3) * getvariable('events')

),

what as (

    select
        *,
        mailing * 8 as event,
        'Received Email' as type,
        sent_at as happened_at
    from sent
    where share(mailing, 'bounces') >= 0.01

    union all

    select
        *,
        mailing * 8 + 1,
        'Bounced Email',
        sent_at
    from sent
    where share(mailing, 'bounces') < 0.01

    union all

    select
        *,
        mailing * 8 + 2,
        'Opened Email',
        sent_at + to_seconds(
            60 + floor(90000 * share(mailing, 'opens after') ** 3)::integer
        )
    from sent
    where share(mailing, 'bounces') >= 0.01
        and share(mailing, 'opens') < 0.2 + 0.5 * keenness

    union all

    select
        *,
        mailing * 8 + 3,
        'Clicked Email',
        sent_at + to_seconds(
            100 + floor(90000 * share(mailing, 'opens after') ** 3)::integer
        )
    from sent
    where share(mailing, 'bounces') >= 0.01
        and share(mailing, 'opens') < (0.2 + 0.5 * keenness) * 0.25

    union all

    select
        *,
        mailing * 8 + 4,
        'Marked Email as Spam',
        sent_at + to_seconds(7200)
    from sent
    where share(mailing, 'complains') < 0.001

    union all

    select
        id,
        x_person,
        x_key * 256 + 255,
        null,
        created,
        null,
        (x_key * 256 + 255) * 8,
        'Subscribed to List',
        created
    from email_profiles

    union all

    select
        id,
        x_person,
        x_key * 256 + 255,
        null,
        created,
        null,
        (x_key * 256 + 255) * 8 + 1,
        'Unsubscribed from List',
        x_unsubscribed_at
    from email_profiles
    where x_unsubscribed_at is not null

)

select
    upper(left(digest('email event', event), 22)) as id,
    as_uuid(digest('email event', event)) as uuid,
    person_id,
    type,
    left(upper(md5(type)), 6) as metric_id,
    campaign_id,
    null::varchar as flow_id,
    happened_at as timestamp,
    happened_at as datetime,
    null::decimal(12, 2) as property_value,
    next_sync(happened_at) as _fivetran_synced,
    x_person,
    null::timestamp as x_first_at,
    -- a provider that tells of an opening days later
    case
        when share(event, 'late') < 0.01 then next_sync(happened_at) + interval 3 days
        else next_sync(happened_at)
    end as x_arrives_at
from what
where happened_at < day_last() + interval 1 day;

-- What a profile did last.
create or replace temp table email_profiles as
with latest as (

    select
        person_id,
        max(timestamp) as happened_at
    from email_events
    group by person_id

)

select profiles.* replace (
    coalesce(latest.happened_at, profiles.last_event_date) as last_event_date
)
from email_profiles as profiles
left join latest on profiles.id = latest.person_id;
