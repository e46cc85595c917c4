-- The web shop, in the shape in which dlt or Stitch lands Shopify: customers who typed
-- themselves in, orders of customers and of guests, order lines, refunds, and checkouts
-- that were left. Reads lives, addresses and products.

create or replace temp table shop_accounts as
with copied as (

    select
        *,
        person * 2 + unnest([0, 1]) as account
    from lives

)

select
    *,
    day_between(account, 'signs up', day_one(), day_last() - 2) as made_on,
    moment_on(
        day_between(account, 'signs up', day_one(), day_last() - 2),
        account, 'signs up at'
    ) as created_at,
    growing_id(
        6108217340551,
        moment_on(
            day_between(account, 'signs up', day_one(), day_last() - 2),
            account, 'signs up at'
        ),
        account, 2
    ) as shop_id,
    account % 2 = 1 and (stratum = 8 or share(account, 'other mailbox') < 0.6)
        as has_other_mailbox
from copied
where
    (stratum in (3, 8, 9) or share(person, 'account') < 0.58)
    and (account % 2 = 0 or stratum = 8 or share(person, 'second account') < 0.09);

create or replace temp table shop_customers as
with dated as (

    select
        *,
        case
            when share(account, 'account edited') < 0.45 then moment_on(
                last_change(account, 'account edited on', made_on + 1, day_last()),
                account, 'account edited at'
            )
            else created_at
        end as updated_at
    from shop_accounts

),

known as (

    select
        *,
        case when share(account, 'account knows') < 0.5 then updated_at::date
            else made_on end
            as known_on,
        share(account, 'account has address') < 0.8 as has_address,
        stratum = 3 or share(account, 'account has phone') < 0.55 as has_phone
    from dated

),

valued as (

    select
        known.*,
        has_phone and has_address and stratum <> 3
            and share(account, 'phone in address') < 0.2
            as phone_is_in_address,
        value_on(phone_before, phone_changed_on, phone_after, known_on) as phone_number,
        value_on(family_name, renamed_on, later_family_name, known_on) as family,
        case
            when has_other_mailbox then second_email
            else value_on(email_before, email_changed_on, email_after, known_on)
        end as mailbox,
        case
            when has_other_mailbox then second_email
            else value_on(email_before, email_changed_on, email_after, made_on)
        end as first_mailbox,
        value_on(phone_before, phone_changed_on, phone_after, made_on) as first_number,
        value_on(family_name, renamed_on, later_family_name, made_on) as first_family,
        case
            when nicknames <> [] and share(account, 'shop nickname') < 0.4
                then one_of(nicknames, account, 'shop which nickname')
            else given_name
        end as called,
        written_street(
            country, addresses.house_number, addresses.street, addresses.street_type,
            addresses.short_type, addresses.unit, account,
            'account street', share(account, 'unit apart') >= 0.6
        ) as street_line,
        written_street(
            country, first_homes.house_number, first_homes.street,
            first_homes.street_type, first_homes.short_type, first_homes.unit, account,
            'account street', share(account, 'unit apart') >= 0.6
        ) as first_street_line,
        first_homes.unit as first_unit,
        first_homes.city as first_city,
        first_homes.region_code as first_region_code,
        first_homes.postal_code as first_postal_code,
        addresses.* exclude (address, address_country)
    from known
    inner join addresses as first_homes
        on address_at(
            address_before, address_changed_on, address_after, address_changed_again_on,
            address_last, made_on
        ) = first_homes.address
    inner join addresses
        on address_at(
            address_before, address_changed_on, address_after, address_changed_again_on,
            address_last, known_on
        ) = addresses.address

),

typed_in as (

    select
        *,
        typed(called, account, 'shop first name', 0.045) as first_name_typed,
        typed(family, account, 'shop last name', 0.045) as last_name_typed,
        typed(street_line, account, 'shop street', 0.03) as street_typed,
        written_phone(phone_number, account, 'account phone') as number
    from valued

)

select
    shop_id as id,
    written_email(mailbox, account, 'account mail') as email,
    in_some_case(first_name_typed, account, 'shop first case', 0.03, 0.12)
        as first_name,
    in_some_case(last_name_typed, account, 'shop last case', 0.03, 0.12) as last_name,
    case when has_phone and not phone_is_in_address then number end as phone,
    case when has_address then street_typed end as default_address__address1,
    case
        when has_address and country = 'US' and share(account, 'unit apart') < 0.6
            then one_of(['Apt ', 'Unit ', '#'], account, 'shop unit word') || unit
    end as default_address__address2,
    case when has_address then typed(city, account, 'shop city', 0.03) end
        as default_address__city,
    case when has_address then region_code end as default_address__province_code,
    case when has_address then postal_code end as default_address__zip,
    case when has_address then country end as default_address__country_code,
    case when phone_is_in_address then number end as default_address__phone,
    one_of(['enabled', 'enabled', 'disabled', 'invited'], account, 'shop state')
        as state,
    share(account, 'shop verified') < 0.75 as verified_email,
    case country when 'US' then 'USD' when 'GB' then 'GBP' else 'EUR' end as currency,
    created_at,
    updated_at,
    person as x_person,
    account as x_key,
    country as x_country,
    -- what it said before it was edited
    written_email(first_mailbox, account, 'account mail') as x_first_email,
    in_some_case(
        typed(first_family, account, 'shop last name', 0.045),
        account, 'shop last case', 0.03, 0.12
    ) as x_first_last_name,
    case
        when has_phone and not phone_is_in_address
            then written_phone(first_number, account, 'account phone')
    end as x_first_phone,
    case
        when phone_is_in_address
            then written_phone(first_number, account, 'account phone')
    end as x_first_address_phone,
    case when has_address then typed(first_street_line, account, 'shop street', 0.03)
    end as x_first_address1,
    case
        when has_address and country = 'US' and share(account, 'unit apart') < 0.6
            then one_of(['Apt ', 'Unit ', '#'], account, 'shop unit word') || first_unit
    end as x_first_address2,
    case when has_address then typed(first_city, account, 'shop city', 0.03) end
        as x_first_city,
    case when has_address then first_region_code end as x_first_province_code,
    case when has_address then first_postal_code end as x_first_zip,
    case when created_at < updated_at then created_at end as x_first_at,
    updated_at as x_arrives_at
from typed_in;

-- One row per purchase, of an account or of a guest; the first one of an account made
-- it.
create or replace temp table purchases as
with counted as (

    select
        *,
        account * 128 as first_purchase,
        false as is_guest,
        1 + how_often(
            account, 'orders', 0.55, 0.55, 60
        ) - (share(account, 'never buys') < 0.5)::integer
            as purchase_count
    from shop_accounts

    union all by name

    select
        *,
        person * 256 + 64 as first_purchase,
        true as is_guest,
        1 + (share(person, 'guest again') < 0.2)::integer as purchase_count
    from lives
    where share(person, 'guest') < 0.14

),

numbered as (

    select
        *,
        unnest(range(purchase_count)) as turn
    from counted

),

dated as (

    select
        * exclude (created_at),
        first_purchase + turn as purchase,
        case
            when is_guest then moment_on(
                trading_day(
                    first_purchase + turn, 'guest buys',
                    day_one(), day_last() - 1
                ),
                first_purchase + turn, 'guest buys at'
            )
            when turn = 0 then created_at
            else moment_on(
                trading_day(first_purchase + turn, 'buys', made_on + 1, day_last()),
                first_purchase + turn, 'buys at'
            )
        end as ordered_at
    from numbered

)

select
    *,
    ordered_at::date as ordered_on,
    growing_id(4811029381133, ordered_at, purchase, 256) as order_id
from dated;

create or replace temp table shop_order_lines as
with lined as (

    select
        purchase,
        person,
        country,
        order_id,
        ordered_at,
        unnest(range(1 + floor(3.6 * share(purchase, 'lines') ** 2.2)::integer)) as turn
    from purchases

),

keyed as (

    select
        *,
        purchase * 4 + turn as line,
        pick(purchase * 4 + turn, 'product', product_count(), 5) as product_place
    from lined

),

priced as (

    select
        keyed.*,
        products.* exclude (path),
        case when share(line, 'quantity') < 0.85 then 1 else 2 end as quantity
    from keyed
    inner join products on keyed.product_place = products.product

)

select
    growing_id(12010000000000, ordered_at, line, 1024) as id,
    order_id as order_id,
    product_id,
    variant_id,
    title,
    title || ' - ' || one_of(['Standard', 'Large', 'Small'], product, 'variant')
        as name,
    sku,
    quantity,
    money(price_cents) as price,
    money(0) as total_discount,
    case country when 'US' then 'USD' when 'GB' then 'GBP' else 'EUR' end as currency,
    'fulfilled' as fulfillment_status,
    kind <> 'gift card' as requires_shipping,
    purchase as x_purchase,
    turn as x_turn,
    person as x_person,
    quantity * price_cents as x_cents,
    ordered_at as x_ordered_at,
    null::timestamp as x_first_at,
    ordered_at as x_arrives_at
from priced;

create or replace temp table shop_orders as
with goods as (

    select
        x_purchase as purchase,
        sum(x_cents)::bigint as goods_cents
    from shop_order_lines
    group by x_purchase

),

summed as (

    select
        purchases.*,
        goods.goods_cents,
        case country when 'US' then 8 when 'GB' then 20 else 19 end as percent,
        one_of([0, 0, 495, 795], purchases.purchase, 'shipping') as shipping_cents,
        share(purchases.purchase, 'cancelled') < 0.03 as is_cancelled,
        share(purchases.purchase, 'returned') < 0.05 as is_returned,
        value_on(email_before, email_changed_on, email_after, ordered_on) as mailbox,
        value_on(phone_before, phone_changed_on, phone_after, ordered_on)
            as phone_number,
        value_on(family_name, renamed_on, later_family_name, ordered_on) as family,
        is_guest and share(purchases.purchase, 'gives name') < 0.8 as has_name,
        share(purchases.purchase, 'gives phone') < 0.5 as has_phone,
        addresses.* exclude (address, address_country)
    from purchases
    inner join goods on purchases.purchase = goods.purchase
    inner join addresses
        on address_at(
            address_before, address_changed_on, address_after, address_changed_again_on,
            address_last, ordered_on
        ) = addresses.address

),

taxed as (

    select
        *,
        case country
            when 'US' then goods_cents * percent // 100
            else goods_cents * percent // (100 + percent)
        end as tax_cents,
        case
            when is_cancelled then ordered_at + interval 5 hours
            when is_returned
                then ordered_at + to_days(whole(purchase, 'returned after', 3, 20))
        end as refund_due_at
    from summed

),

-- what comes after the last day has not happened
refunded as (

    select
        *,
        refund_due_at < day_last() + 1 as is_refunded,
        case when refund_due_at < day_last() + 1 then refund_due_at end as refunded_at
    from taxed

)

select
    order_id as id,
    '#' || (order_id - 4811029380132) as name,
    case when not is_guest then shop_id end as customer__id,
    case
        when is_guest then written_email(mailbox, purchase, 'guest mail')
    end as email,
    case
        when has_name and has_phone
            then written_phone(phone_number, purchase, 'guest phone')
    end as phone,
    case when is_guest and share(purchase, 'news to') < 0.5 then mailbox end
        as contact_email,
    case
        when has_name then case
            when nicknames <> [] and share(purchase, 'shop nickname') < 0.4
                then one_of(nicknames, purchase, 'shop which nickname')
            else given_name
        end
    end as shipping_address__first_name,
    case
        when has_name then typed(family, purchase, 'guest name', 0.045)
    end as shipping_address__last_name,
    case
        when has_name then written_street(
            country, house_number, street, street_type, short_type, unit, purchase,
            'guest street', true
        )
    end as shipping_address__address1,
    null::varchar as shipping_address__address2,
    case when has_name then city end as shipping_address__city,
    case when has_name then region_code end as shipping_address__province_code,
    case when has_name then postal_code end as shipping_address__zip,
    case when has_name then country end as shipping_address__country_code,
    case
        when has_name and share(purchase, 'delivery phone') < 0.2
            then written_phone(phone_number, purchase, 'delivery number')
    end as shipping_address__phone,
    case
        when has_name and share(purchase, 'invoice phone') < 0.1
            then written_phone(phone_number, purchase, 'invoice number')
    end as billing_address__phone,
    case country when 'US' then 'USD' when 'GB' then 'GBP' else 'EUR' end as currency,
    money(goods_cents) as subtotal_price,
    money(shipping_cents) as total_shipping_price,
    money(tax_cents) as total_tax,
    country <> 'US' as taxes_included,
    money(
        goods_cents + shipping_cents + case country when 'US' then tax_cents else 0 end
    ) as total_price,
    case
        when is_refunded and is_cancelled then 'refunded'
        when is_refunded then 'partially_refunded'
        else 'paid'
    end as financial_status,
    false as test,
    ordered_at as created_at,
    case when is_cancelled then refunded_at end as cancelled_at,
    person as x_person,
    purchase as x_key,
    is_guest as x_is_guest,
    country as x_country,
    goods_cents as x_goods_cents,
    tax_cents as x_tax_cents,
    refunded_at as x_refunded_at,
    is_cancelled as x_is_cancelled,
    case when is_refunded then ordered_at end as x_first_at,
    coalesce(refunded_at, ordered_at) as x_arrives_at
from refunded;

-- All lines of a cancelled order, the first line of one that was sent back.
create or replace temp table shop_refunds as
select
    growing_id(880100000000, orders.x_refunded_at, orders.x_key, 256) as id,
    orders.id as order_id,
    orders.x_refunded_at as created_at,
    orders.x_refunded_at as processed_at,
    case
        when orders.x_is_cancelled then null
        else one_of([
            'too small', 'arrived broken', 'changed my mind', null
        ], orders.x_key, 'note')
    end as note,
    not orders.x_is_cancelled as restock,
    case when orders.x_is_cancelled then null else lines.id end as line_item_id,
    case when orders.x_is_cancelled then null else lines.quantity end as quantity,
    case when orders.x_is_cancelled then orders.total_price
        else money(lines.x_cents) end as amount,
    orders.currency,
    orders.x_person,
    null::timestamp as x_first_at,
    orders.x_refunded_at as x_arrives_at
from shop_orders as orders
inner join shop_order_lines as lines
    on orders.x_key = lines.x_purchase
    and lines.x_turn = 0
where orders.x_refunded_at is not null;

-- Checkouts that were left for good, and some that became an order the next day.
create or replace temp table shop_abandoned_checkouts as
with counted as (

    select
        lives.*,
        accounts.shop_id,
        accounts.made_on,
        unnest(range(how_often(lives.person, 'leaves checkouts', 0.4, 0.6, 12)))
            as turn
    from lives
    left join shop_accounts as accounts
        on lives.person * 2 = accounts.account

),

left_behind as (

    select
        * exclude (turn),
        person * 512 + turn as checkout,
        moment_on(
            trading_day(
                person * 512 + turn, 'leaves checkout', day_one(), day_last() - 1
            ),
            person * 512 + turn, 'leaves checkout at'
        ) as created_at,
        null::timestamp as completed_at,
        null::decimal(12, 2) as subtotal_price,
        null::decimal(12, 2) as total_price
    from counted

    union all by name

    select
        purchases.*,
        purchases.person * 512 + 256 + purchases.purchase % 256 as checkout,
        purchases.ordered_at - interval 20 hours as created_at,
        purchases.ordered_at as completed_at,
        orders.subtotal_price,
        orders.total_price
    from purchases
    inner join shop_orders as orders on purchases.order_id = orders.id
    where share(purchases.purchase, 'left it first') < 0.06
        and purchases.ordered_on > day_one() + 1

),

timed as (

    select
        left_behind.* exclude (shop_id),
        case when made_on < created_at::date then shop_id end as shop_id,
        value_on(email_before, email_changed_on, email_after, created_at::date)
            as mailbox,
        value_on(phone_before, phone_changed_on, phone_after, created_at::date)
            as phone_number,
        products.price_cents
    from left_behind
    inner join products
        on pick(checkout, 'checkout product', product_count(), 5) = products.product

)

select
    growing_id(31010000000000, created_at, checkout, 512) as id,
    digest('checkout', checkout) as token,
    digest('cart', checkout) as cart_token,
    shop_id as customer__id,
    written_email(mailbox, checkout, 'checkout mail') as email,
    case
        when share(checkout, 'checkout phone') < 0.2
            then written_phone(phone_number, checkout, 'checkout number')
    end as phone,
    share(checkout, 'accepts marketing') < 0.3 as buyer_accepts_marketing,
    case country when 'US' then 'USD' when 'GB' then 'GBP' else 'EUR' end as currency,
    coalesce(subtotal_price, money(price_cents)) as subtotal_price,
    coalesce(total_price, money(price_cents)) as total_price,
    'https://shop.juniperandpine.example.com/checkouts/' || digest('checkout', checkout)
        || '/recover'
        as abandoned_checkout_url,
    created_at,
    coalesce(completed_at, created_at) as updated_at,
    completed_at,
    person as x_person,
    checkout as x_key,
    country as x_country,
    case when completed_at is not null then created_at end as x_first_at,
    coalesce(completed_at, created_at) as x_arrives_at
from timed;
