-- What nobody in the company knows: who is who. Kept apart from the sources, in no
-- column of theirs. Reads everything that the other rooms made of the slice.

create or replace temp table truth_people as
select
    person_id,
    given_name,
    middle_name,
    family_name,
    renamed_on as family_name_changed_on,
    later_family_name,
    suffix,
    gender,
    birth_date,
    country,
    native_given_name,
    native_family_name,
    email_before as email,
    email_changed_on,
    email_after as later_email,
    phone_before as phone,
    phone_changed_on,
    phone_after as later_phone,
    person as x_person
from lives;

create or replace temp table truth_records as
with named as (

    select 'crm' as source_name, id as source_record_id, x_person as person
    from crm_contacts

    union all

    select 'crm_lead', id, x_person
    from crm_leads

    union all

    select 'shop', id::varchar, x_person
    from shop_customers

    union all

    select 'shop_guest', id::varchar, x_person
    from shop_orders
    where x_is_guest

    union all

    select 'shop_checkout', id::varchar, x_person
    from shop_abandoned_checkouts

    union all

    select 'pos', member_id, x_person
    from pos_members

    union all

    select distinct 'web', user_id, x_person
    from web_identifies

    union all

    select 'email', id, x_person
    from email_profiles

    union all

    select 'support', id::varchar, x_person
    from support_users
    where role = 'end-user'

    union all

    select 'review', review_id, x_person
    from social_reviews

    union all

    select 'mention', mention_id, x_person
    from social_mentions

)

select
    named.source_name || ':' || named.source_record_id as record_id,
    named.source_name,
    named.source_record_id,
    lives.person_id
from named
inner join lives on named.person = lives.person;

-- One row per stay of a person in a household; a stay that is not over has no end.
create or replace temp table truth_household_memberships as
select
    person_id,
    household_id,
    coalesce(wed_on, day_one()) as valid_from,
    left_on as valid_to
from lives

union all

select
    person_id,
    earlier_household_id,
    day_one(),
    wed_on
from lives
where wed_on is not null

union all

select
    person_id,
    own_household_id,
    left_on,
    null
from lives
where left_on is not null;

-- One row per device, owner and stay with the owner; a shared device has several at a
-- time.
create or replace temp table truth_device_owners as
select
    devices.anonymous_id,
    case when devices.kind = 'phone' then devices.handset_id end as device_id,
    devices.kind,
    lives.person_id,
    devices.valid_from,
    devices.valid_to,
    devices.kind = 'tablet' as is_shared
from devices
inner join lives on devices.person = lives.person

union all

-- nobody's and everybody's
select
    x_kiosk_id,
    null,
    'kiosk',
    null,
    day_one(),
    null,
    true
from stores
where is_first_slice() and number <= kiosk_count();

-- Who sat before the screen in each visit.
create or replace temp table truth_visits as
select
    sessions.anonymous_id,
    sessions.started_at,
    lives.person_id,
    sessions.signs_in,
    sessions.kind
from sessions
inner join lives on sessions.person = lives.person;

create or replace temp table truth_hard_cases as
with people_of_kinds as (

    select 'twins' as kind, 'person' as subject_type, person_id as subject_id
    from lives
    where stratum = 0

    union all

    select 'junior_senior', 'person', person_id
    from lives
    where stratum = 1

    union all

    select 'non_latin_name', 'person', person_id
    from lives
    where native_given_name is not null

    union all

    select 'married_name', 'person', person_id
    from lives
    where renamed_on is not null and family_name <> later_family_name

    union all

    select 'shared_mailbox', 'person', person_id
    from lives
    where reads_family_box
    qualify count(*) over (partition by household) > 1

    union all

    select 'shared_landline', 'person', person_id
    from lives
    where shares_landline
    qualify count(*) over (partition by household) > 1

    union all

    select 'shared_address', 'person', person_id
    from lives
    qualify count(*) over (partition by household) > 1

    union all

    select 'recycled_number', 'person', person_id
    from lives
    where stratum in (6, 7)

    union all

    select 'moved', 'person', person_id
    from lives
    where address_changed_on is not null

    union all

    select 'second_account', 'person', lives.person_id
    from lives
    inner join shop_accounts on lives.person * 2 + 1 = shop_accounts.account

    union all

    select distinct 'kiosk_visitor', 'person', lives.person_id
    from sessions
    inner join lives on sessions.person = lives.person
    where sessions.kind = 'kiosk'

    union all

    select distinct 'shared_device', 'device', anonymous_id
    from devices
    where kind = 'tablet'

    union all

    select distinct 'handed_down_device', 'device', anonymous_id
    from devices
    where kind = 'phone'
    qualify count(*) over (partition by device) > 1

    union all

    select 'kiosk', 'device', x_kiosk_id
    from stores
    where is_first_slice() and number <= kiosk_count()

    union all

    select 'work_phone', 'record', 'crm:' || id
    from crm_contacts
    where x_gives_firm_phone

    union all

    select 'role_mailbox', 'record', 'crm:' || id
    from crm_contacts
    where x_gives_firm_mailbox

    union all

    select 'several_values', 'record', 'crm:' || id
    from crm_contacts
    where x_has_several_values

    union all

    select 'non_latin_record', 'record', 'crm:' || id
    from crm_contacts
    where x_in_own_script

    union all

    select 'placeholder_email', 'record', 'pos:' || member_id
    from pos_members
    where x_has_placeholder_email

    union all

    select 'placeholder_phone', 'record', 'pos:' || member_id
    from pos_members
    where x_has_placeholder_phone

    union all

    select 'placeholder_birth_date', 'record', 'pos:' || member_id
    from pos_members
    where x_has_placeholder_birth

    union all

    select 'day_month_swap', 'record', 'pos:' || member_id
    from pos_members
    where x_is_swapped

)

select * from people_of_kinds;

-- What a text is about and how it was meant.
create or replace temp table truth_texts as
select
    'ticket:' || id as text_id,
    x_written_in as language,
    x_topic as topic,
    x_feeling as feeling
from support_tickets

union all

select
    'comment:' || id,
    x_written_in,
    null,
    x_feeling
from support_comments
where x_turn > 0 and x_turn % 2 = 0

union all

select
    'review:' || review_id,
    x_language,
    x_topic,
    x_feeling
from social_reviews

union all

select
    'mention:' || mention_id,
    x_language,
    x_topic,
    x_feeling
from social_mentions;
