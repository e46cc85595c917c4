-- Web and app, in the shape of Segment's warehouse: people come with one of their
-- devices, the household's tablet or a store's kiosk, look around, sign in or not, and
-- buy. Reads lives, devices, purchases, shop_accounts, products and stores.

create or replace temp table sessions as
with visits as (

    -- every online order is the end of a visit
    select
        purchase * 2 as session,
        person,
        ordered_at - interval 12 minutes as started_at,
        case when is_guest then null else shop_id end as shop_id,
        not is_guest as signs_in,
        true as buys,
        5 + floor(share(purchase, 'steps') * 3)::integer as step_count,
        false as at_kiosk
    from purchases

    union all

    select
        browsing.visit * 2 + 1,
        browsing.person,
        moment_on(browsing.visited_on, browsing.visit, 'visits at'),
        case when accounts.made_on < browsing.visited_on then accounts.shop_id end,
        accounts.made_on < browsing.visited_on
        and (browsing.at_kiosk or share(browsing.visit, 'signs in') < 0.3),
        false,
        1 + floor(6 * share(browsing.visit, 'steps') ** 1.5)::integer,
        browsing.at_kiosk
    from (
        select
            *,
            trading_day(visit, 'visits on', day_one(), day_last())
                as visited_on,
            (stratum = 9 and turn = 0) or share(visit, 'kiosk') < 0.01 as at_kiosk
        from (
            select
                *,
                person * 256 + 128 + turn as visit
            from (
                select
                    person,
                    stratum,
                    unnest(range(
                        case stratum when 9 then 3 else 0 end
                        + how_often(person, 'visits', 0.85, 0.6, 100)
                    )) as turn
                from lives
            ) as turns
        ) as visits
    ) as browsing
    left join shop_accounts as accounts
        on browsing.person * 2 = accounts.account

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
        coalesce(held.kind, 'kiosk') as kind,
        lives.country,
        lives.email_before,
        lives.email_changed_on,
        lives.email_after,
        lives.given_name,
        coalesce(held.anonymous_id, kiosks.x_kiosk_id) as anonymous_id,
        held.handset_id
    from visits
    inner join lives on visits.person = lives.person
    left join owned on visits.session = owned.session
    left join held on owned.device = held.device
    left join stores as kiosks
        on lives.country = kiosks.country_code
        and whole(visits.session, 'which kiosk', 1, store_count())
        = kiosks.number

)

select
    *,
    kind = 'phone' as is_app,
    -- one looks around before one signs in
    case when signs_in then 1 + floor(share(session, 'signs in after') * 2)::integer end
        as signs_in_after,
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
    end || (coalesce(device, 7) // 8 % 254 + 1) as ip,
    case country when 'US' then 'en-US' when 'GB' then 'en-GB' else 'de-DE' end
        as locale,
    case kind
        when 'laptop'
            then one_of(getvariable('agents_laptop'), coalesce(device, 0), 'agent')
        when 'tablet'
            then 'Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15'
        else 'Mozilla/5.0 (X11; Linux x86_64) Kiosk/2.1'
    end as user_agent,
    pick(session, 'looks at', product_count(), 5) as first_product
from placed
where started_at::date <= day_last();

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
inner join products on kept.product_place = products.product;

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
    case when device % 2 = 0 then 'analytics-ios' else 'analytics-android' end
        as context_library_name,
    '4.1.8' as context_library_version,
    locale as context_locale,
    'Juniper & Pine' as context_app_name,
    case when occurred_at < timestamp '2023-01-01' then '3.9.2' else '4.4.0' end
        as context_app_version,
    handset_id as context_device_id,
    case when device % 2 = 0 then 'Apple' else 'Samsung' end
        as context_device_manufacturer,
    case when device % 2 = 0 then 'iPhone14,5' else 'SM-S911B' end
        as context_device_model,
    case when device % 2 = 0 then 'ios' else 'android' end as context_device_type,
    case when device % 2 = 0 then 'iOS' else 'Android' end as context_os_name,
    case when device % 2 = 0 then '17.5' else '14' end as context_os_version,
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
    case when is_app then 'analytics-kotlin' else 'analytics.js' end
        as context_library_name,
    case when is_app then '4.1.8' else '2.11.1' end as context_library_version,
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
    started_at + to_seconds(signs_in_after * 90 - 5) + lag as received_at,
    started_at + to_seconds(signs_in_after * 90 - 6) + lag as sent_at,
    started_at + to_seconds(signs_in_after * 90 - 5) as original_timestamp,
    started_at + to_seconds(signs_in_after * 90 - 5) as timestamp,
    started_at + to_seconds(signs_in_after * 90 + 295) + lag as uuid_ts,
    value_on(email_before, email_changed_on, email_after, started_at::date) as email,
    given_name as first_name,
    ip as context_ip,
    case when is_app then 'analytics-kotlin' else 'analytics.js' end
        as context_library_name,
    case when is_app then '4.1.8' else '2.11.1' end as context_library_version,
    locale as context_locale,
    case when not is_app then user_agent end as context_user_agent,
    case when is_app then handset_id end as context_device_id,
    person as x_person,
    null::timestamp as x_first_at,
    started_at + to_seconds(signs_in_after * 90 - 5) + lag as x_arrives_at
from sessions
where signs_in and step_count > signs_in_after;
