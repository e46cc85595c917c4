-- Web and app, in the shape of Segment's warehouse: people come with one of their
-- devices, the household's tablet or a store's kiosk, look around, sign in or not, and
-- buy. Reads lives, devices, purchases, shop_accounts, products and stores.

-- The number of iOS that a phone has from November on, when it is out.
create or replace temp macro ios_version(moment) as
    year(moment - interval 10 months) - 2006;

create or replace temp macro app_library(is_ios) as
    case when is_ios then 'analytics-ios' else 'analytics-android' end;

create or replace temp macro app_library_version(is_ios) as
    case when is_ios then '3.7.0' else '4.3.1' end;

-- Steps of a visit that ends in an order; the order is made before the last one.
create or replace temp macro order_steps(purchase) as
    5 + floor(share(purchase, 'steps') * 3)::integer;

-- One looks around before one signs in.
create or replace temp macro looks_around(session) as
    1 + floor(share(session, 'signs in after') * 2)::integer;

create or replace temp table sessions as
with counted as (

    select
        lives.person,
        lives.stratum,
        accounts.made_on,
        accounts.shop_id,
        unnest(range(
            case lives.stratum when 9 then 3 else 0 end
            + how_often(lives.person, 'visits', 0.85, 0.6, 100)
        )) as turn
    from lives
    left join shop_accounts as accounts
        on lives.person * 2 = accounts.account

),

numbered as (

    select
        *,
        person * 256 + 128 + turn as visit,
        (stratum = 9 and turn = 0)
        or share(person * 256 + 128 + turn, 'kiosk') < 0.04 as at_kiosk
    from counted
    where (stratum = 9 and turn = 0)
        or share(person * 256 + 128 + turn, 'happens') < getvariable('events')

),

-- a kiosk is for orders that one picks up, so who has an account goes there with it
browsing as (

    select
        *,
        trading_day(
            visit, 'visits on',
            case when at_kiosk then coalesce(made_on + 1, day_one()) else day_one() end,
            day_last()
        ) as visited_on
    from numbered

),

visits as (

    -- every online order is the end of a visit
    select
        purchase * 2 as session,
        person,
        ordered_at - to_seconds(90 * (order_steps(purchase) - 1) - 1) as started_at,
        case when is_guest then null else shop_id end as shop_id,
        -- who opens an account with the order is known from then on
        case
            when is_guest then null
            when turn = 0 then order_steps(purchase) - 1
            else looks_around(purchase * 2)
        end as signs_in_after,
        true as buys,
        order_steps(purchase) as step_count,
        false as at_kiosk
    from purchases

    union all

    select
        visit * 2 + 1,
        person,
        moment_on(visited_on, visit, 'visits at'),
        case when made_on < visited_on then shop_id end,
        case
            when made_on < visited_on and (at_kiosk or share(visit, 'signs in') < 0.3)
                then looks_around(visit * 2 + 1)
        end,
        false,
        1 + floor(6 * share(visit, 'steps') ** 1.5)::integer,
        at_kiosk
    from browsing

),

-- which device: the first that its owner holds that day, in an order that the visit
-- draws
owned as (

    select
        visits.session,
        arg_min(
            devices.device, share(visits.session * 8 + devices.device % 8, 'device')
        ) as device
    from visits
    inner join devices
        on visits.person = devices.person
        and visits.started_at::date >= devices.valid_from
        and visits.started_at::date < coalesce(devices.valid_to, date '2100-01-01')
    where not visits.at_kiosk
    group by visits.session

),

held as (

    select distinct
        device,
        kind,
        anonymous_id,
        handset_id
    from devices

),

placed as (

    select
        visits.*,
        owned.device,
        case when visits.at_kiosk then 'kiosk' else held.kind end as kind,
        lives.country,
        lives.email_before,
        lives.email_changed_on,
        lives.email_after,
        lives.given_name,
        -- the net through which one comes: a store's, one of the carrier's for a while,
        -- or that of the house, which all who live there share
        case
            when visits.at_kiosk then 1 + kiosks.number % 9
            when held.kind = 'phone' then whole(visits.session, 'carrier', 210, 254)
            else whole(
                homes.address * 8 + year(visits.started_at) % 8, 'house line', 10, 209
            )
        end as line,
        case when visits.at_kiosk then kiosks.x_kiosk_id else held.anonymous_id end
            as anonymous_id,
        held.handset_id
    from visits
    inner join lives on visits.person = lives.person
    left join owned on visits.session = owned.session
    left join held on owned.device = held.device
    inner join addresses as homes
        on address_at(
            lives.address_before, lives.address_changed_on, lives.address_after,
            lives.address_changed_again_on, lives.address_last, visits.started_at::date
        ) = homes.address
    left join stores as kiosks
        on visits.at_kiosk
        and lives.country = kiosks.country_code
        and 1 + (homes.near_store - 1) % kiosk_count() = kiosks.number

)

select
    *,
    coalesce(signs_in_after < step_count, false) as signs_in,
    kind = 'phone' as is_app,
    share(device // 8, 'platform') < 0.5 as is_ios,
    -- a phone without a net keeps its events for hours
    case
        when kind = 'phone' and share(session, 'offline') < 0.04
            then to_seconds(3600 * whole(session, 'offline hours', 2, 70))
        else to_seconds(1)
    end as lag,
    case
        when share(session, 'campaign') < 0.25
            then one_of([
                'newsletter', 'google', 'instagram', 'partner'
            ], session, 'campaign source')
    end as campaign_source,
    case country
        when 'US' then '198.51.100.' when 'GB' then '203.0.113.' else '192.0.2.'
    end || line as ip,
    case country when 'US' then 'en-US' when 'GB' then 'en-GB' else 'de-DE' end
        as locale,
    case kind
        when 'laptop'
            then one_of(getvariable('agents_laptop'), coalesce(device, 0), 'agent')
        when 'tablet'
            then 'Mozilla/5.0 (iPad; CPU OS ' || ios_version(started_at)
                || '_1 like Mac OS X) AppleWebKit/605.1.15'
        else 'Mozilla/5.0 (X11; Linux x86_64) Kiosk/2.1'
    end as user_agent,
    pick(session, 'looks at', product_count(), 5) as first_product
from placed
where started_at::date <= day_last();

-- What a phone without a net keeps beyond the last evening is not there yet.
create or replace temp macro received_before() as
    day_last() + interval 23 hours;

-- One row per step of a visit; the way out of a shop is always the same.
create or replace temp table steps as
with numbered as (

    select
        *,
        unnest(range(step_count)) as step
    from sessions

),

kept as (

    select
        *,
        session * 128 + step as event,
        started_at + to_seconds(
            step * 90 + floor(share(session * 128 + step, 'pause') * 80)::integer
        ) as occurred_at,
        case
            when buys and step = step_count - 1 then 'Order Completed'
            when buys and step = step_count - 2 then 'Checkout Started'
            when buys and step = step_count - 3 then 'Product Added'
            when step > 0 and share(session * 128 + step, 'does') < 0.3
                then one_of(
                    [
                        'Product Viewed',
                        'Products Searched',
                        'Product Viewed',
                        'Product Added',
                        'Product List Viewed'
                    ],
                    session * 128 + step, 'what'
                )
        end as track,
        case when step >= signs_in_after then shop_id::varchar end as user_id,
        (first_product + step * 7) % product_count() + 1 as product_place
    from numbered

)

select
    kept.* exclude (country),
    digest('event', kept.event) as event_digest,
    case
        when kept.step = 0 then '/'
        when kept.track = 'Checkout Started' then '/checkout'
        when kept.track = 'Order Completed' then '/checkout/thank-you'
        when kept.track = 'Products Searched' then '/search'
        else products.path
    end as path,
    case when kept.step = 0 then 'Home' else products.title end as title,
    kept.occurred_at + kept.lag as received_at
from kept
inner join products on kept.product_place = products.product
where kept.occurred_at + kept.lag < received_before();

create or replace temp table web_pages as
select
    'ajs-' || event_digest as id,
    anonymous_id,
    user_id,
    received_at,
    occurred_at + lag - interval 1 second as sent_at,
    occurred_at as original_timestamp,
    occurred_at as timestamp,
    received_at + interval 5 minutes as uuid_ts,
    case when step = 0 then 'Home' else 'Product' end as name,
    path,
    'https://www.juniperandpine.example.com' || path as url,
    title,
    case
        when step = 0 and campaign_source = 'google' then 'https://www.google.com/'
        when step > 0 then 'https://www.juniperandpine.example.com/'
    end as referrer,
    case when step = 0 then '?utm_source=' || campaign_source end as search,
    ip as context_ip,
    'analytics.js' as context_library_name,
    '2.11.1' as context_library_version,
    locale as context_locale,
    user_agent as context_user_agent,
    case when step = 0 then campaign_source end as context_campaign_source,
    case when step = 0 and campaign_source is not null then 'cpc' end
        as context_campaign_medium,
    case when step = 0 then campaign_source || '-' || year(occurred_at) end
        as context_campaign_name,
    person as x_person,
    null::timestamp as x_first_at,
    received_at as x_arrives_at
from steps
where track is null and not is_app;

create or replace temp table web_screens as
select
    event_digest as id,
    anonymous_id,
    user_id,
    received_at,
    occurred_at + lag - interval 1 second as sent_at,
    occurred_at as original_timestamp,
    occurred_at as timestamp,
    received_at + interval 5 minutes as uuid_ts,
    case when step = 0 then 'Home' else 'Product' end as name,
    ip as context_ip,
    app_library(is_ios) as context_library_name,
    app_library_version(is_ios) as context_library_version,
    locale as context_locale,
    'Juniper & Pine' as context_app_name,
    case when occurred_at < timestamp '2023-01-01' then '3.9.2' else '4.4.0' end
        as context_app_version,
    handset_id as context_device_id,
    case when is_ios then 'Apple' else 'Samsung' end as context_device_manufacturer,
    -- a first phone of 2018, a second one of 2019 or early 2020
    case
        when is_ios then case device % 8 when 2 then 'iPhone11,8' else 'iPhone12,1' end
        else case device % 8 when 2 then 'SM-G960F' else 'SM-G981B' end
    end as context_device_model,
    case when is_ios then 'ios' else 'android' end as context_device_type,
    case when is_ios then 'iOS' else 'Android' end as context_os_name,
    case
        when is_ios then ios_version(occurred_at) || '.1'
        -- Android's number is three behind, until its maker stops bringing new ones
        else least(
            ios_version(occurred_at) - 3, case device % 8 when 2 then 10 else 13 end
        )::varchar
    end as context_os_version,
    person as x_person,
    null::timestamp as x_first_at,
    received_at as x_arrives_at
from steps
where track is null and is_app;

create or replace temp table web_tracks as
select
    case when is_app then event_digest else 'ajs-' || event_digest end as id,
    anonymous_id,
    user_id,
    lower(replace(track, ' ', '_')) as event,
    track as event_text,
    received_at,
    occurred_at + lag - interval 1 second as sent_at,
    occurred_at as original_timestamp,
    occurred_at as timestamp,
    received_at + interval 5 minutes as uuid_ts,
    ip as context_ip,
    case when is_app then app_library(is_ios) else 'analytics.js' end
        as context_library_name,
    case when is_app then app_library_version(is_ios) else '2.11.1' end
        as context_library_version,
    locale as context_locale,
    case when not is_app then user_agent end as context_user_agent,
    case when not is_app then path end as context_page_path,
    case when not is_app then 'https://www.juniperandpine.example.com' || path end
        as context_page_url,
    case when not is_app then title end as context_page_title,
    case when is_app then handset_id end as context_device_id,
    case when is_app then 'Juniper & Pine' end as context_app_name,
    person as x_person,
    null::timestamp as x_first_at,
    received_at as x_arrives_at
from steps
where track is not null;

create or replace temp table web_identifies as
select
    case when is_app then digest('identify', session)
        else 'ajs-' || digest('identify', session) end
        as id,
    anonymous_id,
    shop_id::varchar as user_id,
    started_at + to_seconds(signs_in_after * 90) + lag as received_at,
    started_at + to_seconds(signs_in_after * 90) + lag as sent_at,
    started_at + to_seconds(signs_in_after * 90) as original_timestamp,
    started_at + to_seconds(signs_in_after * 90) as timestamp,
    started_at + to_seconds(signs_in_after * 90 + 300) + lag as uuid_ts,
    value_on(email_before, email_changed_on, email_after, started_at::date) as email,
    given_name as first_name,
    ip as context_ip,
    case when is_app then app_library(is_ios) else 'analytics.js' end
        as context_library_name,
    case when is_app then app_library_version(is_ios) else '2.11.1' end
        as context_library_version,
    locale as context_locale,
    case when not is_app then user_agent end as context_user_agent,
    case when is_app then handset_id end as context_device_id,
    person as x_person,
    null::timestamp as x_first_at,
    started_at + to_seconds(signs_in_after * 90) + lag as x_arrives_at
from sessions
where signs_in
    and started_at + to_seconds(signs_in_after * 90) + lag < received_before();
