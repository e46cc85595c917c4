-- Support, in the shape in which Fivetran lands Zendesk: users, tickets, comments, and
-- calls with the fields of Zendesk's call object. Reads lives, shop_accounts, phrases,
-- letters, letter_answers, products, agents and addresses.

create or replace temp table support_tickets as
with asked as (

    select
        lives.*,
        unnest(range(
            how_often(lives.person, 'tickets', 0.5, 0.5, 12)
            * (share(lives.person, 'asks') < 0.4)::integer
        )) as turn
    from lives

),

drawn as (

    select
        *,
        person * 16 + turn as ticket,
        trading_day(person * 16 + turn, 'asks on', day_one(), day_last() - 1)
            as asked_on
    from asked

),

worded as (

    select
        drawn.*,
        moment_on(asked_on, ticket, 'asks at') as created_at,
        share(ticket, 'by phone') < 0.2 as by_phone,
        phrases.topic,
        phrases.feeling,
        letters.language as written_in,
        replace(one_of(letters.subjects, ticket, 'subject'), '{product}', products.title)
            as subject,
        replace(
            replace(
                one_of(letters.openings, ticket, 'opening') || chr(10)
                || one_of(letters.details, ticket, 'detail') || ' '
                || one_of(letters.closings, ticket, 'closing'),
                '{product}', products.title
            ),
            '{city}', addresses.city
        ) as body
    from drawn
    inner join phrases
        on drawn.language = phrases.language
        and 1 + floor(
            share(drawn.ticket, 'topic')
            * case drawn.language
                when 'de' then getvariable('phrases_de') else getvariable('phrases_en')
            end
        )::integer = phrases.place
    inner join letters
        on phrases.topic = letters.topic
        and letters.language = written_in(drawn.person, drawn.language)
    inner join products
        on pick(drawn.ticket, 'ticket product', product_count(), 5) = products.product
    inner join addresses on drawn.address_before = addresses.address

)

select
    growing_id(100000, created_at, ticket, 16) as id,
    growing_id(360100000000, day_one()::timestamp, person, 1) as requester_id,
    growing_id(360100000000, day_one()::timestamp, person, 1) as submitter_id,
    360000000100 + whole(ticket, 'agent', 1, 12) * 41 as assignee_id,
    subject,
    body as description,
    case
        when created_at::date > day_last() - 5 then 'open'
        else one_of(['solved', 'closed', 'closed', 'pending'], ticket, 'status')
    end as status,
    case feeling when -1 then one_of(
        ['high', 'urgent', 'normal'], ticket, 'priority'
    ) else 'normal' end
        as priority,
    one_of(['question', 'problem', 'incident'], ticket, 'ticket type') as type,
    case when by_phone then 'voice'
        else one_of(['email', 'web', 'chat'], ticket, 'via') end
        as via_channel,
    created_at,
    case
        when created_at::date > day_last() - 5 then created_at
        else created_at + to_seconds(3600 * whole(ticket, 'solved after', 2, 90))
    end as updated_at,
    next_sync(
        case
            when created_at::date > day_last() - 5 then created_at
            else created_at + to_seconds(3600 * whole(ticket, 'solved after', 2, 90))
        end
    ) as _fivetran_synced,
    person as x_person,
    ticket as x_key,
    by_phone as x_by_phone,
    topic as x_topic,
    feeling as x_feeling,
    language as x_language,
    written_in as x_written_in,
    given_name as x_given_name,
    country as x_country,
    value_on(phone_before, phone_changed_on, phone_after, asked_on) as x_phone,
    case when created_at::date <= day_last() - 5 then next_sync(created_at) end
        as x_first_at,
    next_sync(
        case
            when created_at::date > day_last() - 5 then created_at
            else created_at + to_seconds(3600 * whole(ticket, 'solved after', 2, 90))
        end
    ) as x_arrives_at
from worded;

create or replace temp table support_users as
with first_asked as (

    select
        x_person as person,
        requester_id,
        min(created_at) as created_at
    from support_tickets
    group by x_person, requester_id

),

accounts as (

    select
        person,
        shop_id,
        created_at as signed_up_at
    from shop_accounts
    where account % 2 = 0

)

select
    first_asked.requester_id as id,
    case
        when share(lives.person, 'user name') < 0.85 then lives.given_name || ' '
            || value_on(
                family_name, renamed_on, later_family_name, first_asked.created_at::date
            )
        else split_part(lives.email_before, '@', 1)
    end as name,
    case
        when share(lives.person, 'user mail') < 0.9 then value_on(
            email_before, email_changed_on, email_after, first_asked.created_at::date
        )
    end as email,
    case
        when share(lives.person, 'user phone') < 0.35 then written_phone(
            value_on(
                phone_before, phone_changed_on, phone_after,
                first_asked.created_at::date
            ),
            lives.person, 'user phone form'
        )
    end as phone,
    'end-user' as role,
    case
        when accounts.signed_up_at < first_asked.created_at
            then accounts.shop_id::varchar
    end
        as external_id,
    case lives.country when 'US' then 'en-US' when 'GB' then 'en-GB' else 'de' end
        as locale,
    case lives.country
        when 'US' then 'Eastern Time (US & Canada)'
        when 'GB' then 'London'
        else 'Berlin'
    end as time_zone,
    true as active,
    false as suspended,
    share(lives.person, 'user verified') < 0.7 as verified,
    first_asked.created_at,
    first_asked.created_at as updated_at,
    next_sync(first_asked.created_at) as _fivetran_synced,
    lives.person as x_person,
    lives.country as x_country,
    null::timestamp as x_first_at,
    next_sync(first_asked.created_at) as x_arrives_at
from first_asked
inner join lives on first_asked.person = lives.person
left join accounts on lives.person = accounts.person

union all

select
    id,
    name,
    email,
    null,
    'agent',
    null,
    'en-US',
    'Eastern Time (US & Canada)',
    true,
    false,
    true,
    created_at,
    created_at,
    next_sync(created_at),
    null,
    null,
    null,
    next_sync(created_at)
from agents
where is_first_slice();

create or replace temp table support_comments as
with numbered as (

    select
        *,
        unnest(range(1 + whole(x_key, 'comments', 1, 3))) as turn
    from support_tickets

),

turns as (

    select
        *,
        whole(x_key * 4 + turn, 'answers with', -1, 1) as answered_with
    from numbered

)

select
    growing_id(700000000000, created_at, x_key * 4 + turn, 64) as id,
    id as ticket_id,
    case turn % 2 when 0 then requester_id else assignee_id end as user_id,
    case
        when turn = 0 then description
        when turn % 2 = 1 and x_language = 'de' then
            'Guten Tag ' || x_given_name || ',' || chr(10)
            || 'danke für Ihre Nachricht, wir kümmern uns darum.'
        when turn % 2 = 1 then
            'Hi ' || x_given_name || ',' || chr(10)
            || 'thank you for writing, we are looking into it.'
        else one_of(answers, x_key * 4 + turn, 'answer')
    end as body,
    true as public,
    created_at + to_seconds(turn * 5400) as created,
    next_sync(created_at + to_seconds(turn * 5400)) as _fivetran_synced,
    x_person,
    turn as x_turn,
    x_written_in,
    answered_with as x_feeling,
    null::timestamp as x_first_at,
    next_sync(created_at + to_seconds(turn * 5400)) as x_arrives_at
from turns
inner join letter_answers
    on turns.x_written_in = letter_answers.language
    and turns.answered_with = letter_answers.feeling;

create or replace temp table support_calls as
select
    growing_id(5500000000, created_at, x_key, 16) as id,
    735264 as app_id,
    assignee_id as agent_id,
    requester_id as end_user_id,
    id as ticket_id,
    'inbound' as direction,
    case when share(x_key, 'number hidden') < 0.1 then null else x_phone end
        as from_line,
    case x_country when 'US' then '+18005550142' when 'GB' then '+448081570142'
        else '+498000000142' end as to_line,
    created_at - interval 8 minutes as call_started_at,
    created_at - interval 8 minutes + to_seconds(whole(x_key, 'call lasts', 20, 900))
        as call_ended_at,
    one_of(['problem solved', 'escalated', 'call back'], x_key, 'disposition')
        as call_disposition,
    case when x_country = 'DE' then 'opt_in' else 'always' end
        as call_recording_consent,
    next_sync(created_at) as _fivetran_synced,
    x_person,
    null::timestamp as x_first_at,
    next_sync(created_at) as x_arrives_at
from support_tickets
where x_by_phone;
