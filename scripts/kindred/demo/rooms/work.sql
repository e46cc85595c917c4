-- For whom people work, as the CRM and support tell: relations of contacts to accounts,
-- jobs that are over and second ones among them, and support's organisations. Every draw
-- has a word of its own, so that no other table changes. Reads lives, employers,
-- further_accounts, crm_contacts and support_users; makes jobs, too.

-- Where somebody may work: every account with a site, and its firm.
create or replace temp table workplaces as
select
    country,
    row_number() over (partition by country order by employer_key, kind, id) as place,
    count(*) over (partition by country) as place_count,
    id,
    company_id
from (
    select
        country,
        country || place as employer_key,
        'main' as kind,
        employer_id as id,
        'C' || digest('company', split_part(email, '@', 2))[:16] as company_id
    from employers
    union all
    select
        country,
        employer_key,
        'further' as kind,
        id,
        company_id
    from further_accounts
    where website is not null and employer_key is not null
) as listed;

-- Jobs besides the one that a contact's own account tells: 0 an earlier one, 1 another.
create or replace temp table jobs as
with drawn as (

    select
        lives.person,
        lives.person_id,
        lives.country,
        lives.employer_id,
        kinds.kind,
        day_between(lives.person, 'job changes', date '2020-03-01', date '2024-09-01')
            as changes_on,
        share(lives.person, 'job is over') < 0.3 as is_over
    from lives
    cross join (select unnest([0, 1]) as kind) as kinds
    where (kinds.kind = 0 and lives.employer_id is not null
        and share(lives.person, 'worked elsewhere') < 0.6)
        or (kinds.kind = 1 and share(lives.person, 'has a job') < 0.15)

)

select
    drawn.*,
    workplaces.id as account_id,
    workplaces.company_id
from drawn
inner join workplaces
    on drawn.country = workplaces.country
    and 1 + floor(
        share(drawn.person * 2 + drawn.kind, 'workplace') * workplaces.place_count
    )::integer = workplaces.place
where workplaces.id is distinct from drawn.employer_id;

create or replace temp table crm_account_contact_relations as
select
    salesforce_id('07k', 'job', contacts.id || jobs.account_id) as id,
    jobs.account_id,
    contacts.id as contact_id,
    false as is_direct,
    jobs.kind = 1 and not jobs.is_over as is_active,
    case
        when jobs.kind = 0 or jobs.is_over then jobs.changes_on - 500
        else jobs.changes_on
    end as start_date,
    case when jobs.kind = 0 or jobs.is_over then jobs.changes_on end as end_date,
    contacts.created_date,
    contacts.last_modified_date,
    false as is_deleted,
    false as _fivetran_deleted,
    contacts._fivetran_synced,
    null::timestamp as x_first_at,
    contacts._fivetran_synced as x_arrives_at
from jobs
inner join crm_contacts as contacts on jobs.person = contacts.x_person
qualify row_number() over (
    partition by contacts.id, jobs.account_id order by jobs.kind
) = 1;

create or replace temp table support_organizations as
select
    360500000000 + row_number() over (order by country, place) * 17 as id,
    name,
    split_part(email, '@', 2) as domain_names,
    created_on + interval 11 hours as created_at,
    created_on + interval 11 hours as updated_at,
    next_sync(created_on::timestamp) as _fivetran_synced,
    country as x_country,
    place as x_place,
    null::timestamp as x_first_at,
    next_sync(created_on::timestamp) as x_arrives_at
from employers
-- organisations do not belong to a slice: each has the ids, the first one the rows
where share(place, 'organisation') < 0.6;

create or replace temp table support_organization_memberships as
with told as (

    select
        person,
        'C' || digest('company', split_part(employer_email, '@', 2))[:16] as company_id
    from lives
    where employer_id is not null

    union

    select
        person,
        company_id
    from jobs
    where kind = 1 and not is_over

)

select
    360700000000 + users.x_person * 3 as id,
    users.id as user_id,
    organizations.id as organization_id,
    users.created_at,
    users.updated_at,
    users._fivetran_synced,
    null::timestamp as x_first_at,
    users.x_arrives_at
from support_users as users
inner join told on users.x_person = told.person
inner join support_organizations as organizations
    on told.company_id
    = 'C' || digest('company', organizations.domain_names)[:16]
qualify row_number() over (partition by users.id order by organizations.id) = 1;

delete from support_organizations where not is_first_slice();

-- Which company an account is, and whose branch that is; what is no company is left out.
create or replace temp table truth_accounts as
select
    'crm:' || employer_id as account_record_id,
    'C' || digest('company', split_part(email, '@', 2))[:16] as company_id,
    null as parent_company_id
from employers
where is_first_slice()

union all

select
    'crm:' || id,
    company_id,
    parent_company_id
from further_accounts
where is_first_slice() and company_id is not null

union all

select
    'support:' || organizations.id,
    'C' || digest('company', organizations.domain_names)[:16],
    null
from support_organizations as organizations;

-- One row per person, company and stay; a job that is not over has no end.
create or replace temp table truth_employments as
with told as (

    select
        person_id,
        'C' || digest('company', split_part(employer_email, '@', 2))[:16] as company_id,
        day_one() as valid_from,
        null::date as valid_to
    from lives
    where employer_id is not null

    union all

    select
        person_id,
        company_id,
        case when kind = 0 or is_over then changes_on - 500 else changes_on end,
        case when kind = 0 or is_over then changes_on end
    from jobs

)

-- two accounts of one company are one job, which goes on while either does
select
    person_id,
    company_id,
    min(valid_from) as valid_from,
    case when count(*) = count(valid_to) then max(valid_to) end as valid_to
from told
group by person_id, company_id;
