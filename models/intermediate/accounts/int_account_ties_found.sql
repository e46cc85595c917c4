-- One row per pair of account records of one company × tie.

with

records as (

    select
        account_record_key,
        company_key,
        domain,
        phone_key,
        city_key,
        postal_code_key,
        street_key
    from {{ ref('int_account_records_screened') }}

),

-- Where a company of a name is. One name in one place is one company, unless two sites say
-- that it is two.
localities as (

    {%- for column in ['city_key', 'postal_code_key'] %}
    select
        account_record_key,
        company_key,
        domain,
        '{{ column }}: ' || {{ column }} as locality
    from records
    where company_key is not null and {{ column }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

lone_localities as (

    select
        company_key,
        locality
    from localities
    group by company_key, locality
    having count(distinct domain) <= 1

),

-- What the accounts of a name that are known by more than the name have in common: who has
-- nothing but the name is one with them where all of them have one site or one city.
names as (

    select
        company_key,
        count(*) as record_count,
        count(domain) as with_domain_count,
        count(distinct domain) as domain_count,
        count(city_key) as with_city_count,
        count(distinct city_key) as city_count
    from records
    where
        company_key is not null
        and coalesce(domain, phone_key, city_key, postal_code_key) is not null
    group by company_key

),

unequivocal_names as (

    select records.company_key
    from records
    left join names on records.company_key = names.company_key
    where
        names.company_key is null
        or names.record_count = 1
        or (names.with_domain_count = names.record_count and names.domain_count = 1)
        or (
            names.with_city_count = names.record_count
            and names.city_count = 1
            and names.domain_count <= 1
        )
    group by records.company_key

),

-- Records that have the same evidence are one company: those of each value are tied to one
-- of them.
evidence as (

    select
        account_record_key,
        'domain' as tie,
        domain as evidence_value
    from records
    where domain is not null

    union all

    select
        account_record_key,
        'phone' as tie,
        company_key || ' ' || phone_key as evidence_value
    from records
    where company_key is not null and phone_key is not null

    union all

    select
        localities.account_record_key,
        'place' as tie,
        localities.company_key || ' ' || localities.locality as evidence_value
    from localities
    inner join lone_localities
        on localities.company_key = lone_localities.company_key
        and localities.locality = lone_localities.locality

    union all

    select
        account_record_key,
        'place' as tie,
        company_key || ' ' || street_key || ' ' || coalesce(postal_code_key, city_key)
            as evidence_value
    from records
    where company_key is not null and street_key is not null

    union all

    select
        records.account_record_key,
        'name' as tie,
        records.company_key as evidence_value
    from records
    inner join unequivocal_names
        on records.company_key = unequivocal_names.company_key

),

hubs as (

    select
        tie,
        evidence_value,
        min(account_record_key) as account_record_key
    from evidence
    where evidence_value is not null
    group by tie, evidence_value

),

-- Names that are nearly the same, at one telephone or in one house.
spots as (

    select
        spot,
        company_key,
        min(account_record_key) as account_record_key,
        count(*) over (partition by spot) as name_count
    from (
        select
            account_record_key,
            company_key,
            'phone ' || phone_key as spot
        from records
        where phone_key is not null

        union all

        select
            account_record_key,
            company_key,
            street_key || ' ' || coalesce(postal_code_key, city_key) as spot
        from records
    ) as spotted
    where company_key is not null and spot is not null
    group by spot, company_key

),

similar_names as (

    select
        least(left_spots.account_record_key, right_spots.account_record_key)
            as left_key,
        greatest(left_spots.account_record_key, right_spots.account_record_key)
            as right_key
    from spots as left_spots
    inner join spots as right_spots
        on left_spots.spot = right_spots.spot
        and {{ bytewise('left_spots.company_key') }}
        < {{ bytewise('right_spots.company_key') }}
    where
        left_spots.name_count <= {{ var('max_account_names') }}
        and {{ _is_one_company_name(
            'left_spots.company_key', 'right_spots.company_key'
        ) }}

),

found as (

    select
        hubs.account_record_key as left_key,
        evidence.account_record_key as right_key,
        evidence.tie
    from evidence
    inner join hubs
        on evidence.tie = hubs.tie
        and evidence.evidence_value = hubs.evidence_value
    where hubs.account_record_key < evidence.account_record_key
    group by hubs.account_record_key, evidence.account_record_key, evidence.tie

    union all

    select
        left_key,
        right_key,
        'similar_name' as tie
    from similar_names
    group by left_key, right_key

)

select * from found
