-- What the people of one slice have: mailboxes that nobody else has, phones, cards,
-- work, and devices. Reads people, mailboxes and taken_mailboxes, which tells whose
-- mailbox somebody of a lower number has; makes lives and devices.

create or replace temp table lives as
with boxes as (

    select
        mailboxes.person,
        mailboxes.household,
        mailboxes.kind,
        mailboxes.local_part
        || case when taken_mailboxes.mailbox is null then '' else '-'
            || mailboxes.place end
        || '@' || mailboxes.domain as email
    from mailboxes
    left join taken_mailboxes on mailboxes.mailbox = taken_mailboxes.mailbox

),

own_boxes as (

    select
        person,
        max(email) filter (where kind = 0) as first_email,
        max(email) filter (where kind = 1) as later_email,
        max(email) filter (where kind = 2) as second_email
    from boxes
    group by person

),

family_boxes as (

    select
        household,
        email as family_email
    from boxes
    where kind = 3

),

heads as (

    select
        household,
        place as head_place
    from people
    where member = 0

),

employer_counts as (

    select
        country,
        count(*) as employer_count
    from employers
    group by country

),

gathered as (

    select
        people.*,
        -- who weds into the household or leaves it has not its mailbox nor its phone
        people.wed_on is null and people.left_on is null as stays,
        own_boxes.first_email,
        own_boxes.second_email,
        own_boxes.later_email as own_later_email,
        family_boxes.family_email as household_email,
        heads.head_place,
        employer_counts.employer_count
    from people
    inner join heads on people.household = heads.household
    inner join own_boxes on people.person = own_boxes.person
    inner join employer_counts on people.country = employer_counts.country
    left join family_boxes on people.household = family_boxes.household

),

contacted as (

    select
        * exclude (own_later_email, household_email, head_place, employer_count),
        case
            when stratum = 3
                or (stays and share(person, 'reads family box') < 0.7)
                then household_email
        end as family_email,
        case when share(person, 'new mailbox') < 0.22 then own_later_email end
            as later_email,
        day_between(person, 'new mailbox on', date '2020-06-01', date '2025-02-01')
            as new_mailbox_on,
        stratum = 3
        or (stays and member_count > 1 and share(person, 'shares landline') < 0.3)
            as shares_landline,
        phone_number(country, place * 3) as own_phone,
        phone_number(country, place * 3 + 1) as later_phone,
        phone_number(country, head_place * 3 + 2) as landline,
        phone_number(country, (place - 1) * 3) as number_of_predecessor,
        stratum = 6 or (stratum > 9 and share(person, 'new phone') < 0.15)
            as has_new_phone,
        day_between(
            case when stratum in (6, 7) then household // 100 * 100 + 6 else person end,
            'new phone on', date '2020-06-01', date '2023-02-01'
        ) as new_phone_on,
        case
            when stratum in (5, 8) or (stratum <> 2
                and share(person, 'card') < 0.6) then
                card_number(place * 2)
        end as loyalty_card,
        case when share(person, 'lost card') < 0.12 then card_number(place * 2 + 1) end
            as later_card,
        day_between(person * 2, 'enrolled on', day_one(), day_last() - 2)
            as enrolled_on,
        share(person, 'app') < 0.55 or stratum = 6
        or (stratum > 9 and share(person, 'new phone') < 0.15) as has_app,
        -- who has no app has a laptop
        share(person, 'laptop') < 0.7 or stratum in (8, 9)
        or not (
            share(person, 'app') < 0.55 or stratum = 6
            or (stratum > 9 and share(person, 'new phone') < 0.15)
        ) as has_laptop,
        case
            when stratum = 5 or share(person, 'works') < 0.02
                then 1 + floor(share(person, 'employer') * employer_count)::integer
        end as employer_place
    from gathered

)

select
    contacted.* exclude (own_phone, later_phone, number_of_predecessor, family_email),
    -- mailbox and phone: before, since when, after
    coalesce(family_email, first_email) as email_before,
    case when later_email is not null then new_mailbox_on end as email_changed_on,
    coalesce(later_email, family_email, first_email) as email_after,
    family_email is not null as reads_family_box,
    case when shares_landline then landline else own_phone end as phone_before,
    case when has_new_phone or stratum = 7 then new_phone_on end as phone_changed_on,
    case
        when stratum = 7 then number_of_predecessor
        when has_new_phone then later_phone
        when shares_landline then landline
        else own_phone
    end as phone_after,
    -- where one lives: a place, a day, a place, a day, a place
    case when wed_on is not null then household * 8 + 4 else household * 8 end
        as address_before,
    coalesce(wed_on, left_on, moved_on) as address_changed_on,
    case
        when wed_on is not null then household * 8 + (
            coalesce(moved_on, date '2100-01-01') <= wed_on
        )::integer
        when left_on is not null then household * 8 + member
        when moved_on is not null then household * 8 + 1
        else household * 8
    end as address_after,
    case when moved_on > wed_on then moved_on end as address_changed_again_on,
    household * 8 + 1 as address_last,
    -- how one is called on the web
    lower(given_keys.key || left(family_keys.key, 3)) || whole(person, 'handle', 1, 999)
        as handle,
    employers.employer_id,
    employers.name as employer_name,
    employers.phone as employer_phone,
    employers.email as employer_email
from contacted
inner join name_keys as given_keys on contacted.given_name = given_keys.word
inner join name_keys as family_keys on contacted.family_name = family_keys.word
left join employers
    on contacted.country = employers.country
    and contacted.employer_place = employers.place;

-- One row per device and owner: who holds it, from which day until which. A browser
-- that forgets its cookies is a new device to the one who counts.
create or replace temp table devices as
with owned as (

    select
        person * 8 as device,
        'laptop' as kind,
        person,
        household,
        country,
        day_one() as valid_from,
        case when share(person, 'clears cookies') < 0.2
            then day_between(person, 'clears on', date '2021-01-01', date '2025-03-01')
        end as valid_to
    from lives
    where has_laptop

    union all

    select
        person * 8 + 1,
        'laptop',
        person,
        household,
        country,
        day_between(person, 'clears on', date '2021-01-01', date '2025-03-01'),
        null
    from lives
    where has_laptop and share(person, 'clears cookies') < 0.2

    union all

    select
        person * 8 + 2,
        'phone',
        person,
        household,
        country,
        day_one(),
        case when has_new_phone then new_phone_on end
    from lives
    where has_app

    union all

    -- a new phone with a new number
    select
        person * 8 + 3,
        'phone',
        person,
        household,
        country,
        new_phone_on,
        null
    from lives
    where has_new_phone

    union all

    -- the old one goes to somebody of the household, with all that it remembers
    select
        person * 8 + 2,
        'phone',
        household * 4 + (member + 1) % member_count,
        household,
        country,
        new_phone_on,
        null
    from lives
    where has_new_phone
        and member_count > 1
        and place - member + (member + 1) % member_count <= getvariable('people')

    union all

    -- the tablet on the kitchen table is everybody's
    select
        household * 32 + 4,
        'tablet',
        person,
        household,
        country,
        coalesce(wed_on, day_one()),
        left_on
    from lives
    where has_shared_device

)

select
    owned.*,
    as_uuid(digest('device', device)) as anonymous_id,
    upper(as_uuid(digest('handset', device))) as handset_id
from owned;
