-- Where the people of one slice live, in the household, on their own, or before it.
-- Reads households; makes addresses.

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
    -- the store in the city, or the one that its people go to
    case
        when placed.city_place <= store_count() then placed.city_place
        else whole(placed.city_place, 'nearest store', 1, store_count())
    end as near_store,
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
