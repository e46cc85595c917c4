-- Chance and form: macros that every room uses. Everything follows from a row's number,
-- a word that names the draw, and the seed; there is no state, so rows can be made in
-- any order and in any slices. Reads the variables seed, first_day and last_day.

create or replace macro day_one() as
    getvariable('first_day');

create or replace macro day_last() as
    getvariable('last_day');

-- What there is once in the company is made with the first slice.
create or replace macro is_first_slice() as
    getvariable('people_before') = 0;

-- A key mixed into 32 bits by multiplication and shifts, forty times as fast as a
-- digest.
create or replace macro spread(number) as
    xor(number, number >> 15);

create or replace macro mixed(key) as
    spread(
        (
            spread(((key % 4294967291)::ubigint * 2146121005) & 4294967295) * 2221713035
        ) & 4294967295
    );

-- A number in [0, 1): the same for the same key, salt and seed on every machine. A key
-- is mixed once, however many draws a query makes of it; the salt's odd factor tells
-- them apart.
create or replace macro share(key, salt) as
    (
        (mixed(key) * ((md5_number_lower(salt || '/'
            || getvariable('seed')) & 4294967295) | 1))
        & 4294967295
    ) / 4294967296.0;

-- A whole number from least to most, each as likely.
create or replace macro whole(key, salt, least_one, most) as
    least_one + floor(share(key, salt) * (most - least_one + 1))::integer;

create or replace macro one_of(items, key, salt) as
    items[1 + floor(share(key, salt) * len(items))::integer];

-- Early items of a list about three times as often as late ones.
create or replace macro early_of(items, key, salt) as
    items[1 + floor(share(key, salt) ** 1.6 * len(items))::integer];

-- A few write in a language that is not their country's.
create or replace macro written_in(person, language) as
    case when share(person, 'writes in') < 0.14
        then one_of(getvariable('mother_tongues'), person, 'mother tongue')
        else language end;

-- A place in a list by the law of Zipf and Mandelbrot: the first word has about
-- 1 / (evenness * ln(words / evenness)) of the draws.
create or replace macro pick(key, salt, words, evenness) as
    least(words, 1 + floor(
        evenness * exp(
            share(key, salt) * ln((words + evenness) / evenness::double)
        ) - evenness
    ))::integer;

-- How often somebody does something: most never or once, a few very often (Pareto).
create or replace macro how_often(key, salt, scale, tail, most) as
    least(most, floor(scale / (1 - share(key, salt)) ** tail))::integer;

-- --------------------------------------------------------------------------------- ids

create or replace macro digest(kind, key) as
    md5(kind || '/' || key || '/' || getvariable('seed'));

create or replace macro as_uuid(hex) as
    hex[:8] || '-' || hex[9:12] || '-4' || hex[14:16] || '-a' || hex[18:20] || '-'
        || hex[21:];

-- Salesforce's 18 characters: three that tell the object, and fifteen.
create or replace macro salesforce_id(prefix, kind, key) as
    prefix || translate(to_base64(unhex(digest(kind, key)))[:15], '+/', 'Qx');

-- More numbers than there are keys, when a person has so many: no multiple of three, so
-- that multiplying by a power of three is a bijection.
create or replace macro width_for(keys) as
    greatest(
        536870909,
        (getvariable('people')::bigint * 2 // 3 + 20) * 4 * keys // 3 * 3 + 4
    );

-- Numbers that grow with the hour in which a row came up; a bijection of the key, of
-- which a person has so many, tells the rows of an hour apart.
create or replace macro growing_id(start, moment, key, keys) as
    start + date_diff('hour', day_one()::timestamp, moment) * width_for(keys)
    + key::bigint * 387420489 % width_for(keys);

-- -------------------------------------------------------------------------------- time

create or replace macro seconds_of_day(key, salt) as
    8 * 3600 + floor((share(key, salt || ' hour') + share(key, salt
        || ' second')) * 23400)::integer;

create or replace macro moment_on(day, key, salt) as
    day::timestamp + to_seconds(seconds_of_day(key, salt));

create or replace macro day_between(key, salt, first, last) as
    first + floor(share(key, salt) * (last - first + 1))::integer;

-- The day of the last of many changes: more often lately than long ago.
create or replace macro last_change(key, salt, first, last) as
    last - floor(share(key, salt) ** 3 * (last - first + 1))::integer;

-- A day of trade: November and December have nearly twice their share.
create or replace macro trading_day(key, salt, first, last) as
    case
        when month(day_between(key, salt || ' second try', first, last)) >= 11
            then day_between(key, salt || ' second try', first, last)
        else day_between(key, salt, first, last)
    end;

-- What was true on a day, of a value that changed once, or never.
create or replace macro value_on(before, changed_on, after, day) as
    case when changed_on <= day then after else before end;

-- The night after which a loader has a row.
create or replace macro next_sync(moment) as
    date_trunc('day', moment) + interval 27 hours + interval 15 minutes;

create or replace macro not_after_last(moment) as
    least(moment, day_last()::timestamp + interval 23 hours);

-- ---------------------------------------------------------------------- how one writes

-- The word with one letter exchanged with its neighbour, lost, doubled or replaced.
create or replace macro slipped(word, place, kind, letter) as
    word[:place]
    || case kind
        when 0 then word[place + 2:place + 2] || word[place + 1:place + 1]
        when 1 then ''
        when 2 then word[place + 1:place + 1] || word[place + 1:place + 1]
        else letter
    end
    || word[place + 2 + (kind = 0)::integer:];

-- The word, now and then with a slip of the fingers; one slip in so many is the share.
create or replace macro typed(word, key, salt, slips) as
    case
        when share(key, salt || ' slips') >= slips or length(word) < 4 then word
        else slipped(
            word,
            1 + floor(share(key, salt || ' place') * (length(word) - 2))::integer,
            floor(share(key, salt || ' kind') * 4)::integer,
            one_of(['a', 'e', 'i', 'o', 'u', 'n', 'r', 's', 't'], key, salt
                || ' letter')
        )
    end;

create or replace macro in_some_case(word, key, salt, upper_share, lower_share) as
    case
        when share(key, salt) < upper_share then upper(word)
        when share(key, salt) < upper_share + lower_share then lower(word)
        else word
    end;

-- A number in E.164 as somebody of its country writes it. Forms from common to rare.
create or replace macro written_phone(phone, key, salt) as
    case phone[:2]
        when '+1' then case floor(share(key, salt) ** 1.6 * 8)::integer
            when 0 then '(' || phone[3:5] || ') ' || phone[6:8] || '-' || phone[9:]
            when 1 then phone[3:5] || '-' || phone[6:8] || '-' || phone[9:]
            when 2 then phone
            when 3 then phone[3:]
            when 4 then phone[3:5] || '.' || phone[6:8] || '.' || phone[9:]
            when 5 then '+1 ' || phone[3:5] || ' ' || phone[6:8] || ' ' || phone[9:]
            when 6 then '1-' || phone[3:5] || '-' || phone[6:8] || '-' || phone[9:]
            else '(' || phone[3:5] || ') ' || phone[6:8] || '-' || phone[9:]
                || ' ext. ' || whole(key, salt || ' extension', 10, 98)
        end
        else case floor(share(key, salt) ** 1.6 * 7)::integer
            when 0 then '0' || phone[4:6] || ' ' || phone[7:]
            when 1 then '0' || phone[4:]
            when 2 then phone
            when 3 then phone[:3] || ' ' || phone[4:6] || ' ' || phone[7:]
            when 4 then case phone[:3]
                when '+44'
                    then '(0' || phone[4:6] || ') ' || phone[7:9] || ' ' || phone[10:]
                else '0' || phone[4:6] || '/' || phone[7:]
            end
            when 5 then '00' || phone[2:]
            else phone[:3] || ' (0)' || phone[4:6] || ' ' || phone[7:]
        end
    end;

-- An address with the capitals, dots and tags that people add.
create or replace macro written_email(email, key, salt) as
    case
        when share(key, salt || ' tag') < 0.08 and ends_with(email, '@gmail.com')
            then replace(email, '@', one_of(['+shop@', '+news@', '+store@'], key, salt
                || ' name'))
        when share(key, salt || ' dots') < 0.1 and ends_with(email, '@gmail.com')
            then replace(split_part(email, '@', 1), '.', '') || '@gmail.com'
        when share(key, salt || ' slip') < 0.02
            then replace(replace(email, '.com', '.con'), '.de', ',de')
        when share(key, salt || ' case') < 0.06 then upper(email)
        when share(key, salt || ' blank') < 0.02 then ' ' || email || ' '
        else email
    end;

-- What a till asks for and may get a filler or nothing for.
create or replace macro till_email(email, email_share, enrolment) as
case
    when email_share < 0.33
        then one_of(getvariable('placeholder_emails'), enrolment, 'no mail')
    when email_share < 0.5 then null
    else written_email(email, enrolment, 'mail form')
end;

create or replace macro till_phone(phone, phone_share, enrolment) as
case
    when phone_share < 0.13
        then one_of(getvariable('placeholder_phones'), enrolment, 'no phone')
    when phone_share < 0.3 then null
    else written_phone(phone, enrolment, 'phone form')
end;

-- A date as a clerk of the country types it.
create or replace macro written_date(day, country, key, salt) as
    case country
        when 'US' then case floor(share(key, salt) ** 1.6 * 5)::integer
            when 0 then strftime(day, '%m/%d/%Y')
            when 1 then strftime(day, '%-m/%-d/%Y')
            when 2 then strftime(day, '%m-%d-%Y')
            when 3 then strftime(day, '%Y%m%d')
            else strftime(day, '%-m/%-d/%y')
        end
        when 'GB' then case floor(share(key, salt) ** 1.6 * 4)::integer
            when 0 then strftime(day, '%d/%m/%Y')
            when 1 then strftime(day, '%Y-%m-%d')
            when 2 then strftime(day, '%d-%m-%Y')
            else strftime(day, '%d/%m/%y')
        end
        else case floor(share(key, salt) ** 1.6 * 4)::integer
            when 0 then strftime(day, '%d.%m.%Y')
            when 1 then strftime(day, '%-d.%-m.%Y')
            when 2 then strftime(day, '%Y-%m-%d')
            else strftime(day, '%d.%m.%y')
        end
    end;

-- The street line of an address, with or without abbreviations; with_unit tells whether
-- the flat stands in it.
create or replace macro written_street(
    country, house_number, street, street_type, short_type, unit, key, salt, with_unit
) as
    case country
        when 'US' then house_number || ' ' || street || ' '
            || case when share(key, salt
                || ' short') < 0.5 then street_type else short_type end
            || case when share(key, salt || ' dot') < 0.1 then '.' else '' end
            || case
                when unit is null or not with_unit then ''
                else one_of(
                    [' Apt ', ', Apt. ', ' #', ' Unit ', ', Apartment '], key, salt
                        || ' unit'
                ) || unit
            end
        when 'GB' then coalesce('Flat ' || unit || ', ', '') || house_number || ' '
            || case
                when share(key, salt || ' short') < 0.25
                    then replace(replace(street, 'Road', 'Rd'), 'Street', 'St')
                else street
            end
        else
            case
                when share(key, salt || ' short') < 0.15
                    then replace(street, 'straße', 'str.')
                when share(key, salt || ' short') < 0.30
                    then replace(street, 'straße', 'strasse')
                else street
            end || ' ' || house_number
    end;

create or replace macro money(cents) as
    (cents * 0.01)::decimal(12, 2);

-- ----------------------------------------------------------- numbers, places, strings

-- An unused number in E.164. The numbers that regulators keep for fiction come first;
-- who comes after them gets one that is valid in form.
create or replace macro phone_number(country, index) as
    case country
        when 'US' then case
            when index < 100 * len(getvariable('us_areas')) then
                '+1'
                    || getvariable('us_areas')[1 + index % len(getvariable('us_areas'))]
                || '55501'
                    || lpad((index // len(getvariable('us_areas')))::varchar, 2, '0')
            else
                '+1'
                    || getvariable('us_areas')[1 + index % len(getvariable('us_areas'))]
                || getvariable('us_exchanges')[
                    1 + (index::bigint * 387420489 % 7910000 // 10000)::integer
                ]
                || lpad((index::bigint * 387420489 % 10000)::varchar, 4, '0')
        end
        when 'GB' then case
            when index < 1000 * len(getvariable('gb_stems')) then
                '+44'
                    || getvariable('gb_stems')[1 + index % len(getvariable('gb_stems'))]
                || lpad((index // len(getvariable('gb_stems')))::varchar, 3, '0')
            else '+447' || (400000000 + index * 387420489 % 599999993)
        end
        else case
            -- the last hundred of each are employers'
            when index < 900 * len(getvariable('de_stems')) then
                '+49'
                    || getvariable('de_stems')[1 + index % len(getvariable('de_stems'))]
                || lpad((index // len(getvariable('de_stems')))::varchar, 3, '0')
            else '+49157' || lpad((index * 387420489 % 99999989)::varchar, 8, '0')
        end
    end;

-- The number of a loyalty card; one that replaces another has other digits.
create or replace macro card_number(index) as
    'LC' || lpad((index::bigint * 387420489 % 99999989)::varchar, 8, '0');

-- Where one lives on a day: a key of addresses.
create or replace macro address_at(
    before, changed_on, after, changed_again_on, last, day
) as
    case
        when changed_again_on <= day then last
        when changed_on <= day then after
        else before
    end;

-- Six characters of a consent string (IAB TCF v2.2): tenths of a second since 1970, of
-- the day, in 36 bits.
create or replace macro six_bits(number, shift) as
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'[
        1 + ((number >> shift) & 63)::integer
    ];

create or replace macro tcf_time(day) as
    six_bits(epoch(day::timestamp)::bigint * 10, 30)
    || six_bits(epoch(day::timestamp)::bigint * 10, 24)
    || six_bits(epoch(day::timestamp)::bigint * 10, 18)
    || six_bits(epoch(day::timestamp)::bigint * 10, 12)
    || six_bits(epoch(day::timestamp)::bigint * 10, 6)
    || six_bits(epoch(day::timestamp)::bigint * 10, 0);
