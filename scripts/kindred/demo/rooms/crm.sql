-- The CRM, in the shape in which Fivetran lands Salesforce: contacts typed by staff,
-- edited since, some deleted as duplicates; accounts, which are employers or
-- households; leads, of whom some became contacts. Reads lives, addresses, employers
-- and further_accounts.

create or replace temp table crm_contacts as
with copied as (

    select
        *,
        person * 2 + unnest([0, 1]) as contact
    from lives

),

chosen as (

    select
        *,
        contact % 2 = 1 and share(contact, 'contact deleted') < 0.3 as is_deleted,
        case
            when share(contact, 'contact edited') < 0.45 then
                day_between(contact, 'contact made', day_one(), day_last() - 2)
        end as edited_after,
        day_between(contact, 'contact made', day_one(), day_last() - 2)
            as made_on
    from copied
    where
        (employer_id is not null or stratum in (
            2, 6, 7
        ) or share(person, 'contact') < 0.6)
        and (contact % 2 = 0 or share(person, 'second contact') < 0.1)

),

dated as (

    select
        *,
        moment_on(made_on, contact, 'contact made at') as created_date,
        case
            when edited_after is null
                then moment_on(made_on, contact, 'contact made at')
            else moment_on(
                last_change(contact, 'contact edited on', made_on + 1, day_last()),
                contact, 'contact edited at'
            )
        end as last_modified_date
    from chosen

),

known as (

    select
        *,
        case
            when share(contact, 'contact knows') < 0.6 then last_modified_date::date
            else made_on
        end as known_on
    from dated

),

valued as (

    select
        known.*,
        stratum = 2 and (contact % 4 = 0 or share(contact, 'own script') < 0.5)
            as in_own_script,
        case
            when nicknames <> [] and share(contact, 'crm nickname') < 0.2
                then one_of(nicknames, contact, 'crm which nickname')
            else given_name
        end as called,
        value_on(family_name, renamed_on, later_family_name, known_on) as family,
        value_on(email_before, email_changed_on, email_after, known_on) as mailbox,
        value_on(phone_before, phone_changed_on, phone_after, known_on) as number,
        value_on(family_name, renamed_on, later_family_name, made_on) as first_family,
        value_on(email_before, email_changed_on, email_after, made_on) as first_mailbox,
        value_on(phone_before, phone_changed_on, phone_after, made_on) as first_number,
        share(contact, 'contact has mail') < 0.8 as has_email,
        stratum in (6, 7) or share(contact, 'contact has phone') < 0.75 as has_phone,
        share(contact, 'contact has mobile') < 0.5 as has_mobile,
        share(contact, 'contact has address') < 0.85 as has_address,
        -- a second mailbox or number, in a field of its own or behind the first one
        stratum = 8 or share(contact, 'has more') < 0.03 as has_more,
        share(contact, 'two in one') < 0.02 as has_two_in_one,
        share(contact, 'home phone known') < 0.05 as has_home_phone,
        employer_id is not null and share(contact, 'gives the firm mailbox') < 0.7
            as gives_firm_mailbox,
        written_street(
            country, addresses.house_number, addresses.street, addresses.street_type,
            addresses.short_type, addresses.unit, contact,
            'contact street', true
        ) as street_line,
        written_street(
            country, first_homes.house_number, first_homes.street,
            first_homes.street_type, first_homes.short_type, first_homes.unit, contact,
            'contact street', true
        ) as first_street_line,
        first_homes.city as first_city,
        first_homes.region as first_region,
        first_homes.region_code as first_region_code,
        first_homes.postal_code as first_postal_code,
        addresses.* exclude (address, address_country)
    from known
    inner join addresses as first_homes
        on address_at(
            address_before, address_changed_on, address_after, address_changed_again_on,
            address_last, made_on
        ) = first_homes.address
    inner join addresses
        on address_at(
            address_before, address_changed_on, address_after, address_changed_again_on,
            address_last, known_on
        ) = addresses.address

)

select
    salesforce_id('003', 'contact', contact) as id,
    coalesce(employer_id, salesforce_id('001', 'household', household)) as account_id,
    one_of(
        case gender when 'm' then [
            'Mr.', 'Dr.', 'Mr.', null
        ] else ['Ms.', 'Mrs.', 'Dr.', null] end,
        contact, 'salutation'
    ) as salutation,
    case when in_own_script then native_given_name
        else typed(called, contact, 'crm first name', 0.045) end
        as first_name,
    case
        when middle_name is not null then one_of(
            [middle_name, middle_name[:1], middle_name[:1]
                || '.', null], contact, 'middle form'
        )
    end as middle_name,
    case when in_own_script then native_family_name
        else typed(family, contact, 'crm last name', 0.045) end
        as last_name,
    case when share(contact, 'crm suffix') < 0.6 then suffix end as suffix,
    case
        when gives_firm_mailbox then employer_email
        when has_email and has_two_in_one then mailbox || '; ' || second_email
        when has_email then written_email(mailbox, contact, 'contact mail')
    end as email,
    case when has_more then second_email end as secondary_email_c,
    case
        when employer_id is not null
            then written_phone(employer_phone, contact, 'contact phone')
        when has_phone and not has_mobile
            then written_phone(number, contact, 'contact phone')
    end as phone,
    case
        when employer_id is null and has_phone and has_mobile
            then written_phone(number, contact, 'contact phone')
    end as mobile_phone,
    case when has_home_phone then written_phone(landline, contact, 'home phone') end
        as home_phone,
    case
        when has_more
            or (employer_id is not null and share(contact, 'own number') < 0.3)
            then written_phone(number, contact, 'other phone')
    end as other_phone,
    case when stratum < 2 or share(contact, 'contact birth') < 0.5 then birth_date end
        as birthdate,
    case
        when share(contact, 'gender known') < 0.4 then one_of(
            case gender when 'm' then [
                'Male', 'M'
            ] else ['Female', 'F'] end, contact, 'gender'
        )
    end as gender,
    case
        when has_address then typed(street_line, contact, 'crm street', 0.03)
    end as mailing_street,
    case when has_address then typed(city, contact, 'crm city', 0.02) end
        as mailing_city,
    case when has_address then one_of(
        [region, region_code], contact, 'crm region form'
    ) end
        as mailing_state,
    case when has_address then postal_code end as mailing_postal_code,
    case
        when has_address then early_of(
            case country
                when 'US' then ['United States', 'USA', 'US', null, 'U.S.A.']
                when 'GB' then ['United Kingdom', 'UK', 'GB', 'England', null]
                else ['Germany', 'Deutschland', 'DE', null]
            end,
            contact, 'country form'
        )
    end as mailing_country,
    case
        when enrolled_on <= known_on and share(contact, 'card known') < 0.6
            then loyalty_card
    end
        as loyalty_number_c,
    created_date,
    last_modified_date,
    is_deleted,
    false as _fivetran_deleted,
    next_sync(last_modified_date) as _fivetran_synced,
    person as x_person,
    contact as x_key,
    country as x_country,
    in_own_script as x_in_own_script,
    -- what it said before it was edited
    case when in_own_script then native_family_name
        else typed(first_family, contact, 'crm last name', 0.045) end
        as x_first_last_name,
    case
        when gives_firm_mailbox then employer_email
        when has_email and has_two_in_one then first_mailbox || '; ' || second_email
        when has_email then written_email(first_mailbox, contact, 'contact mail')
    end as x_first_email,
    case
        when employer_id is not null
            then written_phone(employer_phone, contact, 'contact phone')
        when has_phone and not has_mobile
            then written_phone(first_number, contact, 'contact phone')
    end as x_first_phone,
    case
        when employer_id is null and has_phone and has_mobile
            then written_phone(first_number, contact, 'contact phone')
    end as x_first_mobile_phone,
    case
        when has_address then typed(first_street_line, contact, 'crm street', 0.03)
    end as x_first_street,
    case when has_address then typed(first_city, contact, 'crm city', 0.02) end
        as x_first_city,
    case when has_address then one_of(
        [first_region, first_region_code], contact, 'crm region form'
    ) end
        as x_first_state,
    case when has_address then first_postal_code end as x_first_postal_code,
    case when enrolled_on <= made_on and share(contact, 'card known') < 0.6
        then loyalty_card
    end as x_first_card,
    employer_id is not null as x_gives_firm_phone,
    gives_firm_mailbox as x_gives_firm_mailbox,
    coalesce(employer_id, household::varchar) as x_account,
    has_more
    or has_home_phone
    or (has_email and has_two_in_one and not gives_firm_mailbox)
        as x_has_several_values,
    case when created_date < last_modified_date then next_sync(created_date) end
        as x_first_at,
    next_sync(last_modified_date) as x_arrives_at
from valued;

create or replace temp table crm_accounts as
with owned as (

    select
        x_account,
        account_id,
        min(x_person) as person,
        min(created_date) as created_date
    from crm_contacts
    where not x_gives_firm_phone
    group by x_account, account_id

)

select
    owned.account_id as id,
    lives.family_name
        || case lives.country when 'DE' then ' Haushalt' else ' Household' end as name,
    null::varchar as parent_id,
    'Household' as type,
    null::varchar as industry,
    null::varchar as phone,
    null::varchar as website,
    null::integer as number_of_employees,
    null::varchar as billing_street,
    addresses.city as billing_city,
    addresses.region as billing_state,
    addresses.postal_code as billing_postal_code,
    addresses.address_country as billing_country,
    owned.created_date,
    owned.created_date as last_modified_date,
    false as is_deleted,
    false as _fivetran_deleted,
    next_sync(owned.created_date) as _fivetran_synced,
    null::timestamp as x_first_at,
    next_sync(owned.created_date) as x_arrives_at
from owned
inner join lives on owned.person = lives.person
inner join addresses on lives.address_before = addresses.address

union all

-- employers do not belong to a slice: the first one has them
select
    employer_id,
    name,
    null,
    'Customer',
    industry,
    phone,
    'https://www.' || split_part(email, '@', 2),
    number_of_employees,
    null,
    null,
    null,
    null,
    country,
    created_on + interval 9 hours,
    created_on + interval 9 hours,
    false,
    false,
    next_sync(created_on::timestamp),
    null,
    next_sync(created_on::timestamp)
from employers
where is_first_slice()

union all

-- the same firms a second time, their branches, firms of the same name, and what is none
select
    id,
    name,
    parent_id,
    type,
    industry,
    phone,
    website,
    null,
    null,
    city,
    region,
    postal_code,
    country,
    created_on + interval 10 hours,
    created_on + interval 10 hours,
    false,
    false,
    next_sync(created_on::timestamp),
    null,
    next_sync(created_on::timestamp)
from further_accounts
where is_first_slice();

create or replace temp table crm_leads as
with drawn as (

    select
        lives.*,
        day_between(lives.person, 'lead made', day_one(), day_last() - 30)
            as made_on,
        contacts.id as contact_id,
        contacts.account_id,
        contacts.created_date as contact_created_date
    from lives
    left join crm_contacts as contacts
        on lives.person = contacts.x_person
        and contacts.x_key % 2 = 0
    where share(lives.person, 'lead') < 0.09

),

dated as (

    select
        *,
        moment_on(made_on, person, 'lead made at') as created_date,
        coalesce(contact_created_date::date > made_on, false)
        and share(person, 'lead converted') < 0.7 as is_converted,
        value_on(family_name, renamed_on, later_family_name, made_on) as family,
        value_on(email_before, email_changed_on, email_after, made_on) as mailbox,
        value_on(phone_before, phone_changed_on, phone_after, made_on) as number
    from drawn

)

select
    salesforce_id('00Q', 'lead', person) as id,
    typed(given_name, person, 'lead first name', 0.05) as first_name,
    typed(family, person, 'lead last name', 0.05)
        as last_name,
    coalesce(employer_name, '[not provided]') as company,
    null::varchar as title,
    case
        when share(person, 'lead mail') < 0.9
            then written_email(mailbox, person, 'lead mail form')
    end as email,
    case
        when share(person, 'lead phone') < 0.5
            then written_phone(number, person, 'lead phone form')
    end as phone,
    null::varchar as mobile_phone,
    null::varchar as street,
    null::varchar as city,
    null::varchar as state,
    null::varchar as postal_code,
    country,
    one_of([
        'Web', 'Trade Show', 'Phone Inquiry', 'Partner Referral', 'Web'
    ], person, 'lead source')
        as lead_source,
    case
        when is_converted then 'Closed - Converted'
        else one_of(
            ['Open - Not Contacted', 'Working - Contacted', 'Closed - Not Converted'],
            person, 'lead status'
        )
    end as status,
    is_converted,
    case when is_converted then contact_created_date::date end as converted_date,
    case when is_converted then contact_id end as converted_contact_id,
    case when is_converted then account_id end as converted_account_id,
    created_date,
    case when is_converted then contact_created_date else created_date end
        as last_modified_date,
    false as is_deleted,
    false as _fivetran_deleted,
    next_sync(case when is_converted then contact_created_date else created_date end)
        as _fivetran_synced,
    person as x_person,
    person as x_key,
    country as x_country,
    case when is_converted then next_sync(created_date) end as x_first_at,
    next_sync(case when is_converted then contact_created_date else created_date end)
        as x_arrives_at
from dated;
