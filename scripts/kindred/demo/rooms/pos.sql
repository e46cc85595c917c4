-- The tills, in the shape of a vendor's nightly export: loyalty members typed by clerks
-- in a hurry, receipts with a card and without, and the stores. Reads lives, addresses,
-- stores.

create or replace temp table pos_members as
with copied as (

    select
        *,
        person * 2 + unnest([0, 1]) as enrolment
    from lives
    where loyalty_card is not null

),

chosen as (

    select
        * exclude (enrolled_on),
        case when enrolment % 2 = 1 then coalesce(later_card, loyalty_card)
            else loyalty_card end
            as card,
        case
            when enrolment % 2 = 1 then
                day_between(enrolment, 'enrolled on', enrolled_on + 1, day_last() - 1)
            else enrolled_on
        end as enrolled_on
    from copied
    where enrolment % 2 = 0 or later_card is not null or share(
        person, 'enrols again'
    ) < 0.06

),

dated as (

    select
        *,
        moment_on(enrolled_on, enrolment, 'enrolled at') as enrolled_at,
        case
            when share(enrolment, 'member edited') < 0.45 then moment_on(
                last_change(enrolment, 'member edited on', enrolled_on + 1, day_last()),
                enrolment, 'member edited at'
            )
            else moment_on(enrolled_on, enrolment, 'enrolled at')
        end as updated_at,
        share(enrolment, 'member mail') as email_share,
        share(enrolment, 'member phone') as phone_share,
        share(enrolment, 'member birth') as birth_share,
        share(enrolment, 'member address') < 0.6 as has_address,
        case
            when nicknames <> [] and share(enrolment, 'pos nickname') < 0.4
                then one_of(nicknames, enrolment, 'pos which nickname')
            else given_name
        end as called,
        value_on(family_name, renamed_on, later_family_name, enrolled_on)
            as first_family_then,
        value_on(email_before, email_changed_on, email_after, enrolled_on)
            as first_mailbox,
        value_on(phone_before, phone_changed_on, phone_after, enrolled_on)
            as first_number
    from chosen

),

known as (

    select
        *,
        case when share(enrolment, 'member knows') < 0.5 then updated_at::date
            else enrolled_on end
            as known_on
    from dated

),

typed_names as (

    select
        known.*,
        typed(called, enrolment, 'pos given name', 0.06) as given,
        typed(first_family_then, enrolment, 'pos family', 0.06) as first_family,
        typed(
            value_on(family_name, renamed_on, later_family_name, known_on),
            enrolment, 'pos family', 0.06
        ) as family,
        value_on(email_before, email_changed_on, email_after, known_on) as mailbox,
        value_on(phone_before, phone_changed_on, phone_after, known_on) as phone_number,
        written_street(
            country, addresses.house_number, addresses.street, addresses.street_type,
            addresses.short_type, addresses.unit, enrolment, 'street form', true
        ) as street_line,
        written_street(
            country, first_homes.house_number, first_homes.street,
            first_homes.street_type, first_homes.short_type, first_homes.unit,
            enrolment, 'street form', true
        ) as first_street_line,
        first_homes.city as first_city,
        first_homes.postal_code as first_postal_code,
        case
            when day(birth_date) <= 12 and (stratum = 8 or birth_share between 0.4
                and 0.42)
                then make_date(year(birth_date), day(birth_date), month(birth_date))
            else birth_date
        end as birth_date_typed,
        case when share(enrolment, 'pos middle') < 0.3 then ' ' || middle_name[:1]
            else '' end as middle,
        case when share(enrolment, 'pos suffix') < 0.5 then ' ' || rtrim(suffix, '.')
            else '' end
            as suffix_text,
        case
            when share(enrolment, 'pos title') < 0.08
                then case gender when 'm' then 'Mr ' else 'Mrs ' end
            else ''
        end as title,
        day(birth_date) <= 12
        and (stratum = 8 or birth_share between 0.4 and 0.42) as is_swapped,
        -- most enrol where they live
        case when share(enrolment, 'elsewhere') < 0.15
            then whole(enrolment, 'store', 1, store_count())
        else first_homes.near_store end as store_number,
        addresses.* exclude (address, address_country)
    from known
    inner join addresses as first_homes
        on address_at(
            address_before, address_changed_on, address_after, address_changed_again_on,
            address_last, enrolled_on
        ) = first_homes.address
    inner join addresses
        on address_at(
            address_before, address_changed_on, address_after, address_changed_again_on,
            address_last, known_on
        ) = addresses.address

),

named as (

    select
        *,
        case floor(share(enrolment, 'name order') ** 1.6 * 3)::integer
            when 0 then title || given || coalesce(middle, '') || ' ' || family
                || coalesce(suffix_text, '')
            when 1 then family || coalesce(suffix_text, '') || ', ' || given
                || coalesce(middle, '')
            else family || ', ' || given || coalesce(suffix_text, '')
        end as full_name,
        case floor(share(enrolment, 'name order') ** 1.6 * 3)::integer
            when 0 then title || given || coalesce(middle, '') || ' ' || first_family
                || coalesce(suffix_text, '')
            when 1 then first_family || coalesce(suffix_text, '') || ', ' || given
                || coalesce(middle, '')
            else first_family || ', ' || given || coalesce(suffix_text, '')
        end as first_full_name
    from typed_names

)

select
    'M' || lpad((enrolment * 387420489 % 9999999967)::varchar, 10, '0') as member_id,
    case
        when share(enrolment, 'card form') < 0.05 then lower(card)
        when share(enrolment, 'card form') < 0.15
            then card[:2] || '-' || card[3:6] || '-' || card[7:]
        else card
    end as card_number,
    in_some_case(full_name, enrolment, 'name case', 0.35, 0.08) as full_name,
    case
        when birth_share < 0.1 and not is_swapped
            then one_of(getvariable('placeholder_births'), enrolment, 'no birth')
        when birth_share < 0.4 and not is_swapped then null
        else written_date(birth_date_typed, country, enrolment, 'birth form')
    end as birth_date,
    case
        when share(enrolment, 'sex known') < 0.5
            then one_of([upper(gender), null, gender, 'X'], enrolment, 'sex form')
    end as sex,
    till_email(mailbox, email_share, enrolment) as email,
    till_phone(phone_number, phone_share, enrolment) as phone,
    case
        when has_address
            then in_some_case(street_line, enrolment, 'street case', 0.3, 0.0)
    end as address_line,
    case when has_address then in_some_case(city, enrolment, 'city case', 0.3, 0.0) end
        as city,
    case when has_address or share(
        enrolment, 'post code known'
    ) < 0.3 then postal_code end
        as postcode,
    case when share(enrolment, 'country known') < 0.85 then country end as country_code,
    country || '-' || lpad(store_number::varchar, 2, '0') as store_id,
    enrolled_at,
    updated_at,
    person as x_person,
    enrolment as x_key,
    country as x_country,
    enrolled_on as x_enrolled_on,
    store_number as x_store_number,
    -- what it said before it was edited
    in_some_case(first_full_name, enrolment, 'name case', 0.35, 0.08)
        as x_first_full_name,
    till_email(first_mailbox, email_share, enrolment) as x_first_email,
    till_phone(first_number, phone_share, enrolment) as x_first_phone,
    case
        when has_address
            then in_some_case(first_street_line, enrolment, 'street case', 0.3, 0.0)
    end as x_first_address_line,
    case
        when has_address
            then in_some_case(first_city, enrolment, 'city case', 0.3, 0.0)
    end as x_first_city,
    case when has_address or share(
        enrolment, 'post code known'
    ) < 0.3 then first_postal_code end
        as x_first_postcode,
    birth_share < 0.1 and not is_swapped as x_has_placeholder_birth,
    email_share < 0.33 as x_has_placeholder_email,
    phone_share < 0.13 as x_has_placeholder_phone,
    is_swapped as x_is_swapped,
    case when enrolled_at < updated_at then enrolled_at end as x_first_at,
    updated_at as x_arrives_at
from named;

create or replace temp table pos_receipts as
with bought as (

    select
        x_key * 128 as first_receipt,
        member_id,
        x_person as person,
        x_country as country,
        x_enrolled_on as enrolled_on,
        enrolled_at,
        x_store_number as store_number,
        unnest(range(how_often(x_key, 'receipts', 0.9, 0.6, 90))) as turn
    from pos_members

    union all

    -- without a card: one customer in six, once
    select
        person * 256 + 126,
        null,
        person,
        country,
        day_one(),
        null,
        addresses.near_store,
        1
    from lives
    inner join addresses on lives.address_before = addresses.address
    where share(person, 'buys without card') < 0.17

),

keyed as (

    select
        *,
        first_receipt + turn as receipt
    from bought

),

dated as (

    select
        *,
        case
            when turn = 0 then enrolled_at
            else moment_on(
                trading_day(receipt, 'sold on', enrolled_on + 1, day_last()),
                receipt, 'sold at'
            )
        end as sold_at,
        share(receipt, 'return') < 0.05 as is_return,
        250 + floor(15750 * share(receipt, 'net') ** 2)::integer as net_cents,
        case country when 'US' then 8 when 'GB' then 20 else 19 end as percent
    from keyed

),

signed as (

    select
        *,
        case when is_return then -1 else 1 end as sign,
        net_cents * percent // 100 as tax_cents,
        -- a till that was off the net for some days; a receipt that was keyed in
        -- wrongly
        share(receipt, 'till offline') < 0.01 as is_late,
        share(receipt, 'miskeyed') < 0.005 as is_corrected
    from dated

)

select
    'R' || upper(left(digest('receipt', receipt), 16)) as receipt_id,
    member_id,
    country || '-' || lpad(
        case
            when turn > 0 and share(receipt, 'on a trip') < 0.2
                then whole(receipt, 'receipt store', 1, store_count())
            else store_number
        end::varchar, 2, '0'
    ) as store_id,
    sold_at,
    case when is_return then 'return' else 'sale' end as receipt_type,
    whole(receipt, 'items', 1, 8) as item_count,
    case country when 'US' then 'USD' when 'GB' then 'GBP' else 'EUR' end as currency,
    money(sign * net_cents) as net_amount,
    money(sign * tax_cents) as tax_amount,
    money(sign * (net_cents + tax_cents)) as total_amount,
    person as x_person,
    case when is_corrected then sold_at end as x_first_at,
    case
        when is_corrected then sold_at + interval 1 day
        when is_late then sold_at + to_days(whole(receipt, 'late by', 1, 5))
        else sold_at
    end as x_arrives_at
from signed;

create or replace temp table pos_stores as
select
    * exclude (number),
    null::timestamp as x_first_at,
    opened_on::timestamp as x_arrives_at
from stores
where is_first_slice();
