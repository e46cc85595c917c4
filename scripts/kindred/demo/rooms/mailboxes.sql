-- How the people of one slice name their mailboxes. Reads people; makes mailboxes.

-- One row per person and mailbox, before it is known whether somebody has it already: 0
-- the first, 1 a later one, 2 that of a second account, 3 the household's.
create or replace temp table mailboxes as
with keyed as (

    select
        people.person * 4 + kinds.kind as mailbox,
        kinds.kind,
        people.*,
        given_keys.key as given_key,
        family_keys.key as family_key
    from people
    cross join (select unnest([0, 1, 2, 3]) as kind) as kinds
    inner join name_keys as given_keys
        on people.given_name = given_keys.word
    inner join name_keys as family_keys
        on family_keys.word = case kinds.kind
            when 0 then people.family_name
            else people.later_family_name
        end
    where kinds.kind < 3 or (people.has_family_box and people.member = 0)

),

formed as (

    select
        mailbox,
        kind,
        person,
        household,
        place,
        case
            when kind = 3 then case floor(share(mailbox, 'mailbox') * 4)::integer
                when 0 then 'the' || family_key || 's'
                when 1 then 'family.' || family_key
                when 2 then family_key || '.home'
                else family_key || 'family'
            end
            else case floor(share(mailbox, 'mailbox') ** 1.6 * 7)::integer
                when 0 then given_key || '.' || family_key
                when 1 then given_key || family_key
                when 2 then given_key[:1] || family_key
                when 3 then given_key || '.' || family_key || strftime(birth_date, '%y')
                when 4 then family_key || '.' || given_key
                when 5 then given_key || year(birth_date)
                else given_key || '_' || family_key[:1]
                    || whole(mailbox, 'digits', 10, 98)
            end
        end as local_part,
        case country
            when 'US' then early_of(getvariable('providers_us'), mailbox, 'provider')
            when 'GB' then early_of(getvariable('providers_gb'), mailbox, 'provider')
            else early_of(getvariable('providers_de'), mailbox, 'provider')
        end as domain
    from keyed

)

select
    *,
    replace(local_part, '.', '') || '@' || domain as mailbox_key
from formed;
