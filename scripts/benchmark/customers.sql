-- A file of customers of any size with known truth, for measuring speed: records of people
-- who live in households, move, marry, share mailboxes and landlines, and are typed in by
-- clerks. Everything follows from a row's number and the seed: share() gives the same
-- number in [0, 1) for the same key and salt on every machine, and pick() takes the first
-- words of a list more often than the last ones.
-- Reads the DuckDB variables people, records_per_person and seed, and the tables of words
-- given_words (place, word, short_form), family_words, street_words and city_words
-- (place, word); makes the tables records and truth.

create or replace macro share(key, salt) as
    (md5_number_lower(key::varchar || '/' || salt || '/' || getvariable('seed')::varchar) % 4503599627370496)
    / 4503599627370496.0;

-- A place in a list by the law of Zipf and Mandelbrot: the first word has about
-- 1 / (evenness * ln(words / evenness)) of the draws.
create or replace macro pick(key, salt, words, evenness) as
    1 + floor(evenness * exp(share(key, salt) * ln((words + evenness) / evenness)) - evenness)::integer;

-- One letter lost, doubled, replaced or exchanged with its neighbour.
create or replace macro typo(word, key, salt) as
    case
        when length(word) < 3 then word
        when share(key, salt || 'kind') < 0.3
            then word[:typo_at(word, key, salt)] || word[typo_at(word, key, salt) + 2:]
        when share(key, salt || 'kind') < 0.5
            then word[:typo_at(word, key, salt) + 1] || word[typo_at(word, key, salt) + 1:]
        when share(key, salt || 'kind') < 0.8
            then word[:typo_at(word, key, salt)] || chr(97 + floor(share(key, salt || 'letter') * 26)::integer)
                || word[typo_at(word, key, salt) + 2:]
        else
            word[:typo_at(word, key, salt)] || word[typo_at(word, key, salt) + 2:typo_at(word, key, salt) + 2]
            || word[typo_at(word, key, salt) + 1:typo_at(word, key, salt) + 1] || word[typo_at(word, key, salt) + 3:]
    end;

create or replace macro typo_at(word, key, salt) as
    1 + floor(share(key, salt || 'at') * (length(word) - 2))::integer;

create or replace macro either(first, second, key, salt, first_share) as
    case when share(key, salt) < first_share then first else second end;

create or replace table households as
with placed as (

    select
        number,
        1 + (share(number, 'second') < 0.7)::integer
            + (share(number, 'third') < 0.5)::integer
            + (share(number, 'fourth') < 0.3)::integer as member_count,
        pick(number, 'family', (select count(*) from family_words), 20) as family_place,
        pick(number, 'street', (select count(*) from street_words), 20) as street_place,
        pick(number, 'city', (select count(*) from city_words), 10) as city_place,
        pick(number, 'old street', (select count(*) from street_words), 20) as old_street_place,
        pick(number, 'old city', (select count(*) from city_words), 10) as old_city_place
    from range(ceil(getvariable('people') / 2.5)::bigint + 10) as numbers (number)

)

select
    placed.number,
    placed.member_count,
    family_words.word as family_name,
    1 + floor(share(placed.number, 'house') * share(placed.number, 'long') * 2000)::integer
        || ' ' || streets.word as street_address,
    cities.word as city,
    lpad((10000 + placed.city_place * 7 + floor(share(placed.number, 'zip') * 7))::integer::varchar, 5, '0') as postal_code,
    1 + floor(share(placed.number, 'old house') * 900)::integer || ' ' || old_streets.word as old_street_address,
    old_cities.word as old_city,
    lpad((10000 + placed.old_city_place * 7)::varchar, 5, '0') as old_postal_code,
    case
        when share(placed.number, 'has landline') < 0.4
            then 2010000000 + floor(share(placed.number, 'landline') * 5000000000)::bigint
    end as landline,
    share(placed.number, 'mailbox') < 0.08 as has_shared_mailbox
from placed
inner join family_words on placed.family_place = family_words.place
inner join street_words as streets on placed.street_place = streets.place
inner join street_words as old_streets on placed.old_street_place = old_streets.place
inner join city_words as cities on placed.city_place = cities.place
inner join city_words as old_cities on placed.old_city_place = old_cities.place;

create or replace table people as
with members as (

    select
        *,
        number * 4 + member as person
    from (select *, unnest(range(member_count)) as member from households)

),

numbered as (

    select *
    from members
    order by person
    limit getvariable('people')

),

named as (

    select
        numbered.*,
        pick(person, 'given', (select count(*) from given_words), 10) as given_place,
        either(
            family_name,
            (select word from family_words where place = 1 + numbered.person % (select count(*) from family_words)),
            person, 'own family name', case when member = 1 then 0.85 else 0.97 end
        ) as own_family_name,
        date '1935-01-01' + floor(share(person, 'born') * 24000)::integer
            + case when member >= 2 then 5000 else 0 end as birth_date,
        6010000000 + floor(share(person, 'mobile') * 3900000000)::bigint as mobile,
        floor(share(person, 'mail digits') * 100)::integer as mail_digits
    from numbered

)

select
    named.*,
    given_words.word as given_name,
    given_words.short_form,
    (select word from family_words where place = 1 + (named.person * 7) % (select count(*) from family_words)) as maiden_name,
    share(person, 'changes name') < 0.05 as changes_name,
    chr(65 + floor(share(person, 'middle') * 26)::integer) as middle_initial,
    case
        when has_shared_mailbox then lower(family_name) || number % 1000 || 'family'
        else
            case floor(share(person, 'mail form') * 4)::integer
                when 0 then lower(given_words.word) || '.' || lower(own_family_name)
                when 1 then lower(given_words.word[1]) || lower(own_family_name)
                when 2 then lower(own_family_name) || lower(coalesce(given_words.short_form, given_words.word))
                else lower(given_words.word) || lower(own_family_name[1])
            end || case when share(person, 'has digits') < 0.7 then mail_digits::varchar else '' end
    end as email_user,
    ['gmail.com', 'yahoo.com', 'outlook.com', 'icloud.com', 'example.com'][pick(person, 'provider', 5, 1)]
        as email_domain
from named
inner join given_words on named.given_place = given_words.place;

-- A mailbox belongs to one household: whoever comes later takes a number.
create or replace table people as
select
    people.*,
    email_user || case when is_free then '' else '.' || number % 100000 end || '@' || email_domain as email
from people
inner join (
    select
        email_user,
        email_domain,
        number,
        row_number() over (partition by email_user, email_domain order by number) = 1 as is_free
    from (select distinct email_user, email_domain, number from people)
) using (email_user, email_domain, number);

create or replace table drawn as
select
    *,
    person * 16 + turn as draw,
    ['crm', 'shop', 'pos', 'support', 'mail'][1 + floor(share(person * 16 + turn, 'source') * 5)::integer] as source
from (
    select
        *,
        unnest(range(least(
            15, 1 + floor(-ln(1 - share(person, 'records')) / ln(getvariable('records_per_person') / (getvariable('records_per_person') - 1.0)))
        )::integer)) as turn
    from people
);

create or replace table records as
with written as (

    select
        draw,
        person,
        source,
        case
            when share(draw, 'given form') < 0.10 and short_form is not null then short_form
            when share(draw, 'given form') < 0.13 then given_name[1]
            when share(draw, 'given form') < 0.17 then typo(given_name, draw, 'given typo')
            else given_name
        end as given_name,
        case when share(draw, 'middle') < 0.2 then middle_initial end as middle_name,
        case
            when changes_name and share(draw, 'family form') < 0.4 then maiden_name
            when share(draw, 'family form') < 0.04 then typo(own_family_name, draw, 'family typo')
            else own_family_name
        end as family_name,
        case
            when share(draw, 'birth date') < 0.35 then null
            when share(draw, 'birth date') < 0.37 then birth_date + (1 + floor(share(draw, 'days') * 28))::integer
            else birth_date
        end as birth_date,
        case
            when share(draw, 'email') < 0.35 then null
            when share(draw, 'email') < 0.38 then typo(email, draw, 'email typo')
            when share(draw, 'email') < 0.43
                then lower(own_family_name) || mail_digits || person % 97 || '@example.com'
            when share(draw, 'email') < 0.435 then 'noemail@example.com'
            else email
        end as email,
        case
            when share(draw, 'phone') < 0.30 then null
            when share(draw, 'phone') < 0.50 and landline is not null then landline
            when share(draw, 'phone') < 0.52 then mobile + 10 ** floor(share(draw, 'digit') * 6)::integer
            when share(draw, 'phone') < 0.525 then 0
            else mobile
        end::bigint as phone,
        share(draw, 'address') < 0.75 as has_address,
        share(draw, 'moved') < 0.12 as is_old_address,
        *exclude (draw, person, source, given_name, family_name, birth_date, email)
    from drawn

)

select
    md5('record/' || draw || '/' || getvariable('seed')::varchar)[:16] as record_id,
    source,
    case when source = 'pos' then upper(given_name) else given_name end as given_name,
    middle_name,
    case when source = 'pos' then upper(family_name) else family_name end as family_name,
    case
        when source in ('crm', 'mail') then strftime(birth_date, '%Y-%m-%d')
        else strftime(birth_date, '%m/%d/%Y')
    end as date_of_birth,
    email,
    case
        when source in ('crm', 'shop')
            then '(' || lpad(phone::varchar, 10, '0')[:3] || ') ' || lpad(phone::varchar, 10, '0')[4:6] || '-'
                || lpad(phone::varchar, 10, '0')[7:]
        else lpad(phone::varchar, 10, '0')
    end as phone,
    case
        when not has_address then null
        when is_old_address then old_street_address
        when share(draw, 'street typo') < 0.04 then typo(street_address, draw, 'street')
        else street_address
    end as street_address,
    case when not has_address then null when is_old_address then old_city else city end as city,
    case when not has_address then null when is_old_address then old_postal_code else postal_code end as postal_code,
    'US' as country,
    person
from written
order by record_id;

create or replace table truth as
select
    record_id,
    person::varchar as entity_id
from records;

alter table records drop column person;
drop table drawn;
drop table people;
drop table households;
