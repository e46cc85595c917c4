-- People of one slice: households, who lives in them, and what each person is called.
-- Every hundred households hold one of each kind that matching finds hard, by their
-- number:
--
--     0 twins                  3 a family with one mailbox, one phone and one address
--     1 father and son alike   4 a wife who takes her husband's name
--     2 another script         5 staff who give their firm's phone and mailbox
--     6 gives up a number that 7 is given      8 two accounts      9 uses the kiosk
--
-- Reads the variables first_household, last_household, people_before and people, and
-- the tables of words; makes households and people.

create or replace temp table households as
with numbered as (

    select
        range as household,
        range % 100 as stratum,
        case when range % 100 in (6, 7) then range // 100 * 100 + 6 else range end
            as country_key,
        members_of(range) as member_count
    from range(getvariable('first_household'), getvariable('last_household') + 1)

),

placed as (

    select
        *,
        case
            when stratum = 1 or share(country_key, 'country') < 0.55 then 'US'
            when share(country_key, 'country') < 0.8 then 'GB'
            else 'DE'
        end as country
    from numbered

)

select
    household,
    stratum,
    member_count,
    country,
    case country when 'DE' then 'de' else 'en' end as language,
    'H' || digest('household', household)[:16] as household_id,
    'H' || digest('household before', household)[:16] as earlier_household_id,
    pick(household, 'family name', getvariable('family_count'), 20) as family_place,
    case
        when share(household, 'moves') < 0.28
            then day_between(
                household, 'moves on', date '2020-01-01', date '2025-03-01'
            )
    end as moved_on,
    member_count > 1 and (stratum = 3 or share(household, 'mailbox') < 0.3)
        as has_family_box,
    stratum = 3 or (member_count > 1 and share(household, 'tablet') < 0.5)
        as has_shared_device,
    getvariable('people_before')
    + sum(member_count) over (order by household rows unbounded preceding)
    - member_count as people_before
from placed;

create or replace temp table people as
with members as (

    select
        *,
        unnest(range(member_count)) as member
    from households

),

numbered as (

    select
        * exclude (people_before),
        household * 4 + member as person,
        (people_before + member + 1)::bigint as place
    from members
    where people_before + member < getvariable('people')

),

-- Members of a household have different given names, but for father and son.
drawn as (

    select
        *,
        case
            when stratum = 1 then
                pick(household, 'given name of both', common_count(language), 10)
            else
                (
                    pick(person, 'given name', given_count(language), 10) - 1
                ) // 4 * 4 + (member + household) % 4 + 1
        end as given_place,
        case
            when member < 2
                then day_between(
                    person, 'born', date '1946-01-01',
                    case when member_count > 2 then date '1981-12-31'
                        else date '1996-12-31' end
                )
            -- grown when the company's first day comes
            else day_between(person, 'born', date '1999-01-01', date '2000-12-31')
        end as birth_date_drawn,
        pick(person, 'maiden name', getvariable('family_count'), 20) as maiden_place,
        case
            when member = 1 and (stratum = 4 or (stratum > 9
                and share(person, 'weds') < 0.3))
                then day_between(
                    person, 'weds on', date '2020-03-01', date '2025-01-31'
                )
        end as wed_on,
        member = 1 and stratum > 9 and share(person, 'keeps name') < 0.12 as keeps_name,
        case
            when member >= 2 and stratum > 9 and share(person, 'leaves') < 0.25
                then day_between(
                    person, 'leaves on', date '2021-06-01', date '2025-03-01'
                )
        end as left_on
    from numbered

),

named as (

    select
        drawn.* exclude (birth_date_drawn, maiden_place),
        coalesce(twins.gender, natives.gender, males.gender, given_words.gender)
            as gender,
        coalesce(twins.word, natives.given_name, males.word, given_words.word)
            as given_name,
        case
            when twins.word is null and natives.gender is null
                then coalesce(males.short_forms, given_words.short_forms)
            else []
        end as nicknames,
        coalesce(natives.family_name, family_words.word) as family_name,
        coalesce(natives.family_name, maiden_words.word) as maiden_name,
        natives.native_given_name,
        natives.native_family_name,
        case
            when share(person, 'middle') < 0.45 or stratum = 1
                then middle_words.word
        end as middle_name,
        case
            when stratum = 0
                then day_between(
                    household, 'twins born', date '1955-01-01', date '2000-12-31'
                )
            when stratum = 1 and drawn.member = 0
                then day_between(
                    household, 'father born', date '1946-01-01', date '1966-12-28'
                )
            when stratum = 1
                then day_between(
                    household, 'father born', date '1946-01-01', date '1966-12-28'
                )
                + whole(household, 'son born', 22 * 365, 33 * 365)
            else birth_date_drawn
        end as birth_date,
        case when stratum = 1 then ['Sr.', 'Jr.'][drawn.member + 1] end as suffix
    from drawn
    left join given_words
        on drawn.language = given_words.language
        and drawn.given_place = given_words.place
    left join common_words as males
        on drawn.language = males.language
        and males.gender = 'm'
        and drawn.given_place = males.place
        and drawn.stratum = 1
    left join twin_words as twins
        on drawn.stratum = 0
        and 1 + drawn.household // 100 % getvariable('twin_count') = twins.pair
        and drawn.member = twins.member
    left join native_words as natives
        on drawn.stratum = 2
        and 1 + floor(
            share(drawn.household, 'native name') * getvariable('native_count')
        )::integer = natives.place
    inner join family_words
        on drawn.country = family_words.country
        and drawn.family_place = family_words.place
    inner join family_words as maiden_words
        on drawn.country = maiden_words.country
        and drawn.maiden_place = maiden_words.place
    inner join common_words as middle_words
        on drawn.language = middle_words.language
        and coalesce(twins.gender, natives.gender, males.gender, given_words.gender)
        = middle_words.gender
        and case
            when drawn.stratum = 1
                then pick(
                    drawn.household, 'middle name', common_count(drawn.language), 10
                )
            else pick(drawn.person, 'middle name', common_count(drawn.language), 10)
        end = middle_words.place

)

select
    * exclude (family_name, maiden_name),
    'P' || digest('person', person)[:16] as person_id,
    case
        when wed_on is not null or keeps_name then maiden_name
        else family_name
    end as family_name,
    wed_on as renamed_on,
    case when keeps_name then maiden_name else family_name end as later_family_name,
    case when left_on is not null then 'H' || digest('own household', person)[:16] end
        as own_household_id
from named;
