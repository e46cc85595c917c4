-- One row per record with a full address: the place that it names, however it is written.

with records as (

    select
        record_key,
        {{ comparable_text("coalesce(house_number, '')") }} as house_number,
        {{ comparable_text('street_name_key') }} as street_name_key,
        {{ comparable_text("coalesce(unit_number, '')") }} as unit_number,
        {{ comparable_text("coalesce(postal_code_key, '')") }} as postal_code_key,
        {{ comparable_text("coalesce(city_key, '')") }} as city_key
    from {{ ref('int_records_standardized') }}
    where
        street_name_key is not null
        and (house_number is not null or street_name_key like 'po box %')
        and coalesce(postal_code_key, city_key) is not null

),

written as (

    select
        house_number,
        street_name_key,
        city_key,
        postal_code_key,
        count(*) as record_count,
        count(case when postal_code_key <> '' then 1 end) over (
            partition by house_number, street_name_key, city_key
        ) as known_count
    from records
    group by house_number, street_name_key, city_key, postal_code_key
    {{ read_often('street_name_key') }}

),

-- The same house of the same street and city with a postcode of one edit, or with none
-- where only one is known, is in the postcode that most records have.
postcodes_ranked as (

    select
        written.house_number,
        written.street_name_key,
        written.city_key,
        written.postal_code_key,
        known.postal_code_key as chosen_postal_code,
        row_number() over (
            partition by
                written.house_number,
                written.street_name_key,
                written.city_key,
                written.postal_code_key
            order by
                known.record_count desc, {{ bytewise('known.postal_code_key') }}
        ) as choice
    from written
    inner join written as known
        on written.house_number = known.house_number
        and written.street_name_key = known.street_name_key
        and written.city_key = known.city_key
    where
        known.postal_code_key <> ''
        and (
            written.postal_code_key = known.postal_code_key
            or (
                written.city_key <> ''
                and case
                    when written.postal_code_key = '' then written.known_count = 1
                    else levenshtein(
                        written.postal_code_key, known.postal_code_key
                    ) <= 1
                end
            )
        )

),

located as (

    select
        records.record_key,
        records.house_number,
        records.street_name_key,
        records.unit_number,
        coalesce(
            postcodes_ranked.chosen_postal_code, 'in ' || records.city_key
        ) as locality,
        -- boxes, and streets of a city whose postcode is not known, are only themselves
        case
            when
                records.house_number = '' or postcodes_ranked.chosen_postal_code is null
                then records.street_name_key
            else ''
        end as lone_street
    from records
    left join postcodes_ranked
        on records.house_number = postcodes_ranked.house_number
        and records.street_name_key = postcodes_ranked.street_name_key
        and records.city_key = postcodes_ranked.city_key
        and records.postal_code_key = postcodes_ranked.postal_code_key
        and postcodes_ranked.choice = 1

),

streets as (

    select
        house_number,
        locality,
        lone_street,
        street_name_key,
        count(*) as record_count
    from located
    group by house_number, locality, lone_street, street_name_key

),

-- Spellings of a street with the same number and postcode: the one that most records have.
-- First letters and digits are rarely mistyped, and tell streets apart (5th, 6th).
streets_ranked as (

    select
        streets.house_number,
        streets.locality,
        streets.street_name_key,
        known.street_name_key as chosen_street,
        row_number() over (
            partition by
                streets.house_number, streets.locality, streets.street_name_key
            order by
                known.record_count desc, {{ bytewise('known.street_name_key') }}
        ) as choice
    from streets
    inner join streets as known
        on streets.house_number = known.house_number
        and streets.locality = known.locality
        and streets.lone_street = known.lone_street
    where
        streets.street_name_key = known.street_name_key
        or position(streets.street_name_key || ' ' in known.street_name_key) = 1
        or position(known.street_name_key || ' ' in streets.street_name_key) = 1
        or (
            substr(streets.street_name_key, 1, 1) = substr(known.street_name_key, 1, 1)
            and least(length(streets.street_name_key), length(known.street_name_key))
            >= 8
            and {{ digits_of('streets.street_name_key') }}
            = {{ digits_of('known.street_name_key') }}
            and levenshtein(streets.street_name_key, known.street_name_key)
            <= case
                when
                    least(
                        length(streets.street_name_key), length(known.street_name_key)
                    ) >= 12
                    then 2
                else 1
            end
        )

),

housed as (

    select
        located.record_key,
        located.house_number,
        located.locality,
        streets_ranked.chosen_street,
        located.unit_number
    from located
    inner join streets_ranked
        on located.house_number = streets_ranked.house_number
        and located.locality = streets_ranked.locality
        and located.street_name_key = streets_ranked.street_name_key
        and streets_ranked.choice = 1

),

-- A house in which one unit is known: who leaves it out lives there too.
houses as (

    select
        house_number,
        locality,
        chosen_street,
        max(unit_number) as only_unit
    from housed
    where unit_number <> ''
    group by house_number, locality, chosen_street
    having count(distinct unit_number) = 1

),

standardized as (

    select
        housed.record_key,
        {{ record_key(
            "housed.house_number || '|' || housed.chosen_street || '|' || housed.locality"
            ~ " || '|' || coalesce(houses.only_unit, housed.unit_number)"
        ) }} as place_key,
        coalesce(houses.only_unit, housed.unit_number) <> '' as has_unit
    from housed
    left join houses
        on housed.house_number = houses.house_number
        and housed.locality = houses.locality
        and housed.chosen_street = houses.chosen_street

)

select * from standardized
