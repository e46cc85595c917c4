-- Lives of the people of one slice: where each lives, which mailboxes, phones, cards,
-- devices and accounts each has, and from which day on. Reads households, people and
-- taken_mailboxes; makes addresses, lives and devices.

-- One row per place to live: 0 and 1 are the household's, 2 and 3 a grown child's own,
-- 4 where a wife lived before.
create or replace temp table addresses as
with numbered as (

    select
        country,
        household * 8 + unnest([0, 1, 2, 3, 4]) as address
    from households

),

placed as (

    select
        *,
        -- half of those who move stay in their city
        pick(
            case when share(address, 'same city') < 0.5 then address // 8 * 8
                else address end,
            'city', getvariable('city_count'), 8
        ) as city_place,
        pick(address, 'street', getvariable('street_count'), 20) as street_place
    from numbered

)

select
    placed.address,
    placed.country as address_country,
    case placed.country
        when 'US' then whole(address, 'house', 10, 9899)::varchar
        else whole(address, 'house', 1, 179)
            || case
                when placed.country = 'DE' and share(address, 'half house') < 0.1
                    then 'a'
                else ''
            end
    end as house_number,
    street_words.word as street,
    street_words.street_type,
    street_words.short_type,
    case
        when placed.country = 'US' and share(address, 'unit') < 0.3
            then whole(address, 'unit number', 1, 39)::varchar
        when placed.country = 'GB' and share(address, 'unit') < 0.25
            then whole(address, 'unit number', 1, 11)::varchar
    end as unit,
    city_words.word as city,
    city_words.region,
    city_words.region_code,
    case placed.country
        when 'US' then city_words.postal_prefix
            || lpad(whole(address, 'zip', 1, 59)::varchar, 2, '0')
        when 'GB' then city_words.postal_prefix || whole(address, 'zip', 1, 19) || ' '
            || whole(address, 'sector', 1, 9)
            || one_of(getvariable('postal_letters'), address, 'first letter')
            || one_of(getvariable('postal_letters'), address, 'second letter')
        else city_words.postal_prefix || whole(address, 'zip', 100, 899)
    end as postal_code
from placed
inner join city_words
    on placed.country = city_words.country
    and placed.city_place = city_words.place
inner join street_words
    on placed.country = street_words.country
    and placed.street_place = street_words.place;

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
