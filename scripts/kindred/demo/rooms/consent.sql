-- The consent log: what people agreed to and took back, with the identifier that they
-- gave with it: an address, a number, a card, or the browser that sent a signal. Reads
-- the sources' tables, lives, devices and tcf_endings.

create or replace temp table consent_events as
-- where people are asked
with asked as (

    select
        x_key * 64 + 1 as question,
        x_person,
        x_country,
        'email' as kind,
        split_part(x_first_email, ';', 1) as value,
        created_date as asked_at,
        'sales_form' as signal
    from crm_contacts

    union all

    select
        x_key * 64 + 2,
        x_person,
        x_country,
        'phone',
        coalesce(x_first_mobile_phone, x_first_phone),
        created_date,
        'sales_call'
    from crm_contacts
    where not x_gives_firm_phone

    union all

    select
        x_key * 64 + 3,
        x_person,
        x_country,
        'email',
        x_first_email,
        created_at,
        'checkout_checkbox'
    from shop_customers

    union all

    select
        x_key * 64 + 4,
        x_person,
        x_country,
        'phone',
        x_first_phone,
        created_at,
        'checkout_checkbox'
    from shop_customers

    union all

    select
        x_key * 64 + 5,
        x_person,
        x_country,
        'email',
        email,
        created_at,
        'checkout_checkbox'
    from shop_orders
    where x_is_guest

    union all

    select
        x_key * 64 + 6,
        x_person,
        x_country,
        'email',
        x_first_email,
        enrolled_at,
        'till_prompt'
    from pos_members

    union all

    select
        x_key * 64 + 7,
        x_person,
        x_country,
        'loyalty_id',
        card_number,
        enrolled_at,
        'till_prompt'
    from pos_members

),

-- Who is mailed is asked and taken at the word by one system: the mailings' own.
subscribers as (

    select
        x_person as subscriber,
        max(x_unsubscribed_at) as unsubscribed_at
    from email_profiles
    group by x_person

),

-- one box may have two profiles
mailed_boxes as (

    select
        email as mailed_box,
        max(x_unsubscribed_at) as box_unsubscribed_at
    from email_profiles
    group by email

),

joined as (

    select
        asked.*,
        asked.kind = 'email'
        and (subscribers.subscriber is not null or mailed_boxes.mailed_box is not null)
            as is_mailed,
        coalesce(mailed_boxes.box_unsubscribed_at, subscribers.unsubscribed_at)
            as unsubscribed_at
    from asked
    left join subscribers on asked.x_person = subscribers.subscriber
    left join mailed_boxes on lower(trim(asked.value)) = mailed_boxes.mailed_box

),

answered as (

    select
        * exclude (value),
        trim(value) as value,
        question * 8 as answer,
        case
            when kind = 'loyalty_id' then 'granted'
            when is_mailed and unsubscribed_at <= asked_at then 'withdrawn'
            when is_mailed then 'granted'
            when share(question, 'agrees') < 0.85 then 'granted'
            else 'withdrawn'
        end as status,
        case kind
            when 'email' then 'email'
            when 'phone' then one_of(['sms', 'phone'], question, 'channel')
            else 'any'
        end as channel,
        asked_at::date as asked_on
    from joined
    where trim(value) <> ''
        and share(question, 'is asked')
        < case kind when 'email' then 0.6 when 'phone' then 0.25 else 0.45 end

),

-- what one granted, one in six takes back, and one in four of those grants again
later as (

    select
        *,
        day_between(answer, 'takes back on', asked_on + 1, day_last()) as taken_back_on
    from answered
    where status = 'granted'
        and not is_mailed
        and asked_on < day_last()
        and share(
            answer, 'takes back'
        ) < case kind when 'loyalty_id' then 0.1 else 0.18 end

),

logged as (

    select
        answer,
        x_person,
        x_country,
        kind as identifier_type,
        value as identifier_value,
        case kind when 'loyalty_id' then 'analytics' else 'marketing' end as purpose,
        channel,
        status,
        case
            when x_country = 'DE' and status = 'granted' and kind = 'email'
                then 'double_opt_in'
            else signal
        end as source_signal,
        asked_at as occurred_at
    from answered

    union all

    select
        answer + 1,
        x_person,
        x_country,
        kind,
        value,
        case kind when 'loyalty_id' then 'analytics' else 'marketing' end,
        channel,
        'withdrawn',
        case
            when kind = 'loyalty_id' then 'till_prompt'
            else one_of(['unsubscribe_link', 'preference_center'], answer, 'way out')
        end,
        moment_on(taken_back_on, answer, 'takes back at')
    from later

    union all

    select
        answer + 2,
        x_person,
        x_country,
        kind,
        value,
        'marketing',
        channel,
        'granted',
        'preference_center',
        moment_on(
            day_between(answer, 'grants again on', taken_back_on + 1, day_last()),
            answer, 'grants again at'
        )
    from later
    where kind <> 'loyalty_id'
        and taken_back_on < day_last()
        and share(answer, 'grants again') < 0.25

    union all

    select
        answer + 3,
        x_person,
        x_country,
        kind,
        value,
        'analytics',
        'any',
        case when share(answer, 'cookies') < 0.7 then 'granted' else 'withdrawn' end,
        'cookie_banner',
        asked_at + interval 2 minutes
    from answered
    where kind = 'email' and share(answer, 'cookie banner') < 0.3

    union all

    -- the withdrawal that the mailings know of
    select
        x_key * 256 + 7,
        x_person,
        x_country,
        'email',
        email,
        'marketing',
        'email',
        'withdrawn',
        'unsubscribe_link',
        x_unsubscribed_at
    from email_profiles
    where x_unsubscribed_at is not null

    union all

    -- a browser that says Sec-GPC: 1 speaks for itself, and for the account that signs
    -- in
    select
        device * 64 + 4,
        devices.person,
        devices.country,
        'device_id',
        devices.anonymous_id,
        unnest(['marketing', 'analytics']),
        'any',
        'withdrawn',
        'gpc',
        moment_on(
            day_between(
                device, 'signal on',
                greatest(devices.valid_from, date '2021-02-01'),
                coalesce(devices.valid_to, day_last())
            ),
            device, 'signal at'
        )
    from devices
    where devices.country = 'US' and devices.kind = 'laptop'
        and share(device, 'gpc') < 0.08

    union all

    select
        lives.person * 512 + 5,
        lives.person,
        lives.country,
        'email',
        lives.email_after,
        'marketing',
        'email',
        'withdrawn',
        'gpc',
        moment_on(
            day_between(
                lives.person, 'account signal on',
                greatest(
                    coalesce(lives.email_changed_on, date '2021-02-01'),
                    date '2021-02-01',
                    shop_accounts.made_on + 1
                ),
                day_last()
            ),
            lives.person, 'account signal at'
        )
    from lives
    inner join shop_accounts on lives.person * 2 = shop_accounts.account
    left join subscribers on lives.person = subscribers.subscriber
    left join mailed_boxes on lives.email_after = mailed_boxes.mailed_box
    where lives.country = 'US'
        and share(lives.person * 8, 'gpc') < 0.16
        and subscribers.subscriber is null
        and mailed_boxes.mailed_box is null

    union all

    -- Europe's banners write a consent string for the browser
    select
        banner,
        person,
        country,
        'device_id',
        anonymous_id,
        'analytics',
        'any',
        decision,
        'tcf:C' || tcf_time(decided_on) || tcf_time(decided_on) || ending,
        moment_on(decided_on, banner, 'banner at')
    from (
        select
            devices.device * 64 + 6 as banner,
            devices.person,
            devices.country,
            devices.anonymous_id,
            tcf_endings.decision,
            tcf_endings.ending,
            day_between(
                devices.device, 'banner on',
                greatest(devices.valid_from, date '2020-08-15'),
                coalesce(devices.valid_to, day_last())
            ) as decided_on
        from devices
        inner join tcf_endings
            on devices.country = tcf_endings.country
            and case when share(
                devices.device, 'banner'
            ) < 0.62 then 'granted' else 'withdrawn' end
            = tcf_endings.decision
        where devices.kind = 'laptop' and share(devices.device, 'sees banner') < 0.4
    ) as banners

),

recorded as (

    select
        *,
        not_after_last(
            occurred_at + case
                when share(answer, 'log late') < 0.1
                    then to_days(whole(answer, 'log late by', 0, 19))
                else to_days(0)
            end + to_seconds(whole(answer, 'log seconds', 60, 2940))
        ) as recorded_at
    from logged
    where occurred_at < day_last() + interval 22 hours

)

select
    'ce_' || left(digest('consent', recorded.answer || recorded.purpose), 20)
        as event_id,
    recorded.identifier_type,
    recorded.identifier_value,
    recorded.purpose,
    recorded.channel,
    recorded.status,
    'consent' as lawful_basis,
    case when recorded.occurred_at >= timestamp '2023-05-01' then '2023-05'
        else '2018-05' end
        as policy_version,
    case recorded.x_country
        when 'US' then 'US-' || addresses.region_code
        else recorded.x_country
    end as jurisdiction,
    recorded.source_signal,
    recorded.occurred_at,
    recorded.recorded_at,
    recorded.x_person,
    null::timestamp as x_first_at,
    recorded.recorded_at as x_arrives_at
from recorded
inner join lives on recorded.x_person = lives.person
inner join addresses on lives.address_after = addresses.address;
