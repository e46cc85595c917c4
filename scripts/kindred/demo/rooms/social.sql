-- Reviews and mentions, as the JSON lines that review tools and social networks export:
-- a handle, a name that may be none, and free text. Reads lives, purchases, order
-- lines, phrases, letters, products and addresses.

create or replace temp table social_reviews as
with written as (

    select
        purchases.*,
        lines.product_id as bought_id,
        ordered_at + to_days(whole(purchase, 'reviews after', 4, 40)) as written_at,
        1 + floor(share(purchase, 'review topic') * case language
            when 'de' then getvariable('public_de') else getvariable('public_en')
        end)::integer as phrase_place
    from purchases
    inner join shop_order_lines as lines
        on purchases.purchase = lines.x_purchase
        and lines.x_turn = 0
    where share(purchase, 'reviews') < 0.09

)

select
    as_uuid(digest('review', written.purchase)) as review_id,
    one_of(['Trustpilot', 'Google', 'onsite'], written.purchase, 'review site') as site,
    case phrases.feeling
        when -1 then whole(written.purchase, 'stars', 1, 2)
        when 0 then whole(written.purchase, 'stars', 3, 4)
        else 5
    end as rating,
    replace(
        one_of(letters.subjects, written.purchase, 'review subject'),
        '{product}', products.title
    ) as title,
    replace(
        replace(
            one_of(letters.details, written.purchase, 'review detail') || ' '
            || one_of(letters.closings, written.purchase, 'review closing'),
            '{product}', products.title
        ),
        '{city}', addresses.city
    ) as body,
    strftime(written.written_at, '%Y-%m-%dT%H:%M:%SZ') as created_at,
    {
        'handle': written.handle,
        'display_name': one_of(
            [
                written.given_name || ' ' || written.family_name[:1] || '.',
                written.given_name,
                written.given_name || ' ' || written.family_name,
                'Anonymous'
            ],
            written.purchase, 'shown name'
        ),
        'email': case
            when share(written.purchase, 'review mail') < 0.3 then value_on(
                email_before, email_changed_on, email_after, written.written_at::date
            )
        end
    } as author,
    {
        'id': products.product_id,
        'title': products.title
    } as product,
    not written.is_guest as verified_buyer,
    written.person as x_person,
    phrases.topic as x_topic,
    phrases.feeling as x_feeling,
    letters.language as x_language,
    null::timestamp as x_first_at,
    written.written_at as x_arrives_at
from written
inner join phrases
    on written.language = phrases.language
    and written.phrase_place = phrases.public_place
inner join letters
    on phrases.topic = letters.topic
    and letters.language = written_in(written.person, written.language)
inner join products on written.bought_id = products.product_id
inner join addresses on written.address_before = addresses.address
where written.written_at::date <= day_last();

create or replace temp table social_mentions as
with written as (

    select
        lives.*,
        moment_on(
            day_between(person, 'posts on', day_one(), day_last()),
            person, 'posts at'
        ) as posted_at,
        one_of(['mastodon', 'instagram', 'x'], person, 'network') as network,
        1 + floor(share(person, 'post topic') * case language
            when 'de' then getvariable('public_de') else getvariable('public_en')
        end)::integer as phrase_place
    from lives
    where stratum = 9 or share(person, 'posts') < 0.03

)

select
    as_uuid(digest('mention', written.person)) as mention_id,
    written.network,
    '@juniperandpine ' || replace(
        replace(
            one_of(letters.details, written.person, 'post detail'),
            '{product}', products.title
        ),
        '{city}', addresses.city
    ) || ' #' || phrases.topic as text,
    strftime(written.posted_at, '%Y-%m-%dT%H:%M:%SZ') as posted_at,
    {
        'handle': '@' || written.handle,
        'name': case
            when share(written.person, 'real name') < 0.5
                then written.given_name || ' ' || written.family_name
            else written.handle
        end,
        'location': case when share(
            written.person, 'tells city'
        ) < 0.4 then addresses.city end,
        'followers': how_often(written.person, 'followers', 20, 0.9, 90000)
    } as user,
    {
        'hashtags': [phrases.topic],
        'urls': case
            when share(written.person, 'links') < 0.2
                then ['https://www.juniperandpine.example.com' || products.path]
            else []::varchar[]
        end
    } as entities,
    written.person as x_person,
    phrases.topic as x_topic,
    phrases.feeling as x_feeling,
    letters.language as x_language,
    null::timestamp as x_first_at,
    written.posted_at as x_arrives_at
from written
inner join phrases
    on written.language = phrases.language
    and written.phrase_place = phrases.public_place
inner join letters
    on phrases.topic = letters.topic
    and letters.language = written_in(written.person, written.language)
inner join products
    on pick(written.person, 'posted product', product_count(), 5) = products.product
inner join addresses on written.address_before = addresses.address;
