-- The company itself, of which there is one whatever the number of people: its stores
-- with their kiosks, products, mailing lists and campaigns, support agents, and the
-- employers of its customers; and which households each slice makes. Reads the
-- variables people, seed, part_people and slice_people, and the tables of words.

create or replace macro given_count(language) as
    case language
        when 'de' then getvariable('given_de')
        else getvariable('given_en')
    end;

create or replace macro common_count(language) as
    case language
        when 'de' then getvariable('common_de')
        else getvariable('common_en')
    end;

-- Stores of a country: eight, and one more for every fifty thousand people.
create or replace macro store_count() as
    8 + getvariable('people')::integer // 50000;

-- Every fourth store has a kiosk.
create or replace macro kiosk_count() as
    store_count() // 4;

create or replace macro members_of(household) as
    case household % 100
        when 0 then 2
        when 1 then 2
        when 2 then 1
        when 3 then 4
        when 4 then 2
        when 5 then 1
        when 6 then 1
        when 7 then 1
        when 8 then 1
        when 9 then 1
        else [
            1, 1, 1, 2, 2, 2, 2, 3, 3, 4
        ][1 + floor(share(household, 'members') * 10)::integer]
    end;

-- One row per slice: its households, and how many people live in those before it. A
-- part becomes one file of each table; a slice is what is in memory at a time.
create or replace table slices as
with households as (

    select
        range as household,
        members_of(range) as member_count,
        sum(members_of(range)) over (order by range rows unbounded preceding)
        - members_of(range) as people_before
    from range(getvariable('people') * 2 // 3 + 20)

),

assigned as (

    select
        *,
        people_before // getvariable('part_people') as part,
        people_before % getvariable('part_people') // getvariable('slice_people')
            as slice
    from households
    where people_before < getvariable('people')

)

select
    part::integer as part,
    slice::integer as slice,
    min(household)::bigint as first_household,
    max(household)::bigint as last_household,
    min(people_before)::bigint as people_before
from assigned
group by part, slice
order by part, slice;

-- One row per store, each in a city of its own.
create or replace table stores as
with numbered as (

    select
        country,
        unnest(range(1, 1 + store_count())) as number,
        case country when 'US' then 0 when 'GB' then 1 else 2 end as country_number
    from (select unnest(['US', 'GB', 'DE']) as country) as countries

),

keyed as (

    select
        *,
        number * 4 + country_number as store
    from numbered

)

select
    keyed.country || '-' || lpad(keyed.number::varchar, 2, '0') as store_id,
    'Juniper & Pine ' || city_words.word
    || case when keyed.number > 8 then ' ' || keyed.number else '' end as store_name,
    whole(keyed.store, 'store house', 1, 179) || ' '
    || case keyed.country when 'US' then 'Main Street' when 'GB' then 'High Street'
        else 'Hauptstraße' end as address_line,
    city_words.word as city,
    city_words.region_code as region,
    city_words.postal_prefix || case keyed.country
        when 'US' then lpad(whole(keyed.store, 'store zip', 1, 59)::varchar, 2, '0')
        when 'GB' then whole(keyed.store, 'store zip', 1, 19) || ' 1AA'
        else whole(keyed.store, 'store zip', 100, 899)::varchar
    end as postcode,
    keyed.country as country_code,
    case keyed.country when 'US' then 'America/New_York' when 'GB' then 'Europe/London'
        else 'Europe/Berlin' end as time_zone,
    day_between(keyed.store, 'store opens', date '2012-03-01', date '2018-11-30')
        as opened_on,
    null::date as closed_on,
    keyed.number,
    keyed.store as x_store,
    as_uuid(digest('kiosk', keyed.store)) as x_kiosk_id
from keyed
inner join city_words
    on keyed.country = city_words.country
    and 1 + (keyed.number - 1) % getvariable('city_count') = city_words.place;

-- In each country one employer for every two thousand people, up to 480, beside those
-- that have a name of their own.
create or replace table employers as
with listed as (

    select
        country,
        name,
        email,
        row_number() over (partition by country order by name) as place
    from named_employers

),

composed as (

    select
        family_words.country,
        family_words.word || ' ' || trades.trade as name,
        'info@' || name_keys.key || '-' || trades.place || '.example.com' as email,
        100 + family_words.place + trades.place * 100 as number
    from family_words
    inner join name_keys on family_words.word = name_keys.word
    cross join (
        select
            unnest(
                [
                    'Builders', 'Dental', 'Logistics', 'Partners', 'Bakery', 'Motors',
                    'Legal'
                ]
            ) as trade,
            unnest(range(1, 8)) as place
    ) as trades
    where family_words.place <= 90

),

joined as (

    select
        country,
        name,
        email,
        place
    from listed

    union all

    select
        country,
        name,
        email,
        10 + row_number() over (partition by country order by number, name) as place
    from composed
    qualify row_number() over (partition by country order by number, name)
        <= least(getvariable('people') // 2000, 480)

),

placed as (

    select
        country,
        name,
        email,
        row_number() over (partition by country order by place) as place
    from joined

)

select
    country,
    name,
    email,
    place,
    salesforce_id('001', 'employer', country || place) as employer_id,
    case country
        -- of the ranges that regulators keep for fiction: toll-free, London, and what
        -- people in Germany are not given
        when 'US' then '+1' || (['888', '877', '866', '855', '844', '833'])[
                1 + (place // 100)::integer
            ] || '55501' || lpad((place % 100)::varchar, 2, '0')
        when 'GB' then '+442079460' || lpad(place::varchar, 3, '0')
        else '+49'
            || getvariable('de_stems')[
                1 + (place % len(getvariable('de_stems')))::integer
            ]
            || (900 + place // len(getvariable('de_stems')))
    end as phone,
    one_of(
        ['Healthcare', 'Construction', 'Retail', 'Transportation', 'Food & Beverage'],
        place, 'industry'
    ) as industry,
    whole(place, 'staff', 3, 240) as number_of_employees,
    day_between(place, 'account made', date '2018-01-08', date '2024-12-20')
        as created_on
from placed;

-- What the CRM has besides one account for each employer: the same firm once more, its
-- branches, firms of the same name that are others, and accounts that are nobody's.
create or replace table further_accounts as
with numbered as (

    select
        *,
        place * 4 + case country when 'US' then 0 when 'GB' then 1 else 2 end as number,
        split_part(email, '@', 2) as domain,
        -- firms of one site are one, in whatever countries
        'C' || digest('company', split_part(email, '@', 2))[:16] as company_id
    from employers

),

kinds as (

    select unnest(['again', 'branch', 'other branch', 'namesake']) as kind

),

drawn as (

    select
        numbered.*,
        kinds.kind,
        city_words.word as city_name,
        city_words.region as city_region,
        city_words.postal_prefix || case numbered.country
            when 'US' then lpad(
                whole(numbered.number, kinds.kind || ' zip', 1, 59)::varchar, 2, '0'
            )
            when 'GB' then whole(numbered.number, kinds.kind || ' zip', 1, 19) || ' 4QT'
            else whole(numbered.number, kinds.kind || ' zip', 100, 899)::varchar
        end as city_postal_code
    from numbered
    cross join kinds
    inner join city_words
        on numbered.country = city_words.country
        and 1 + (
            numbered.place + case kinds.kind
                when 'branch' then 1 when 'other branch' then 2 else 3
            end
        ) % 6 = city_words.place
    where share(numbered.number, kinds.kind) < case kinds.kind
        when 'again' then 0.75 when 'namesake' then 0.35 else 0.4
    end

)

select
    salesforce_id('001', kind, country || place) as id,
    case kind
        when 'again' then case country
            when 'US' then name || one_of([', Inc.', ' LLC', ' Inc'], number, 'form')
            when 'GB' then regexp_replace(name, ' Ltd$', '') || ' Limited'
            else upper(name) || ' GmbH'
        end
        else name
    end as name,
    case when kind in ('branch', 'other branch') then employer_id end as parent_id,
    one_of(['Customer', 'Prospect', 'Customer'], number, kind || ' type') as type,
    industry,
    case
        when kind = 'again' and share(number, 'second account') < 0.6
            then written_phone(phone, number, 'second account phone')
    end as phone,
    case
        when kind = 'again' and share(number, 'second account') < 0.6
            and share(number, 'second site') < 0.4
            then null
        when kind = 'again' then one_of(
            ['http://' || domain || '/contact', upper(domain), 'www.' || domain],
            number, 'site form'
        )
        when kind <> 'namesake' then 'https://www.' || domain
    end as website,
    case when kind <> 'again' then city_name end as city,
    case when kind <> 'again' then city_region end as region,
    case when kind <> 'again' then city_postal_code end as postal_code,
    country,
    created_on + whole(number, kind || ' later', 30, 180) as created_on,
    case kind
        when 'again' then company_id
        else 'C' || digest(kind, country || place)[:16]
    end as company_id,
    case when kind in ('branch', 'other branch') then company_id end
        as parent_company_id,
    country || place as employer_key
from drawn

union all

select
    salesforce_id('001', 'nobody', name),
    name,
    null,
    'Customer',
    null,
    null,
    website,
    null,
    null,
    null,
    country,
    date '2019-03-04',
    null,
    null,
    null
from (
    select
        unnest(['n/a', 'Private', 'Self-employed', '[not provided]']) as name,
        unnest(['http://www.example.com', 'n/a', 'www.facebook.com/me', null])
            as website,
        unnest(['US', 'GB', 'DE', 'US']) as country
) as nobodies;

-- Products with variants; the early ones sell most.
create or replace table products as
with goods as (

    select
        materials.word || ' ' || things.word as title,
        things.price_cents,
        things.kind,
        row_number() over (order by md5(materials.word || things.word)) as product
    from product_things as things
    cross join product_materials as materials

)

select
    product,
    7301000000000 + product * 32768 as product_id,
    41900000000000 + product * 32768 as variant_id,
    title,
    kind,
    'JP-' || upper(left(kind, 3)) || '-' || lpad(product::varchar, 4, '0') as sku,
    '/products/' || lower(replace(title, ' ', '-')) as path,
    (price_cents * (0.7 + 0.6 * share(product, 'price')))::integer // 100 * 100 + 95
        as price_cents
from goods;

create or replace macro product_count() as
    getvariable('product_count');

create or replace table mailing_lists as
select
    place,
    upper(left(digest('list', place), 6)) as id,
    name,
    timestamp '2019-01-07 09:00:00' + to_days((place * 11)::integer) as created
from (
    select
        unnest(['Newsletter', 'Newsletter DE', 'Loyalty', 'Back in stock', 'VIP'])
            as name,
        unnest(range(1, 6)) as place
);

-- Two campaigns a month to everybody who is subscribed.
create or replace table campaigns as
select
    place,
    '01H' || upper(left(digest('campaign', place), 23)) as campaign_id,
    date '2019-01-10' + (place * 15)::integer as sent_on
from (select unnest(range(158)) as place)
where date '2019-01-10' + (place * 15)::integer <= day_last();

create or replace table agents as
select
    numbers.place,
    360000000100 + numbers.place * 41 as id,
    first_words.word || ' ' || family_words.word as name,
    name_keys.key || '.' || numbers.place || '@juniperandpine.example.com' as email,
    timestamp '2017-09-04 08:00:00' + to_days((numbers.place * 37)::integer)
        as created_at
from (select unnest(range(1, 13)) as place) as numbers
inner join given_words as first_words
    on first_words.language = 'en'
    and 3 + numbers.place * 2 = first_words.place
inner join family_words
    on family_words.country = 'US'
    and 5 + numbers.place * 3 = family_words.place
inner join name_keys on first_words.word = name_keys.word;
