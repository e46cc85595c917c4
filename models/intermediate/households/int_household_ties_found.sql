-- One row per pair of customers who live together, or once did, × place: what tells so.

with

neighbours as (

    select
        left_key,
        right_key,
        place_key,
        edge_type,
        tie,
        together_from,
        together_to
    from {{ ref('int_neighbours_tied') }}

),

homes as (

    select
        customer_key,
        place_key
    from {{ ref('int_homes_dated') }}
    where is_current

),

contacts_shared as (

    select
        left_key,
        right_key,
        case when has_phone then 'phone' else 'email' end as tie,
        shared_from
    from {{ ref('int_customer_contacts_shared') }}

),

names as (

    select
        customer_key,
        word_key,
        word_sound
    from {{ ref('int_family_names_split') }}

),

-- Two with a contact in common, of whom one at least has no known home.
unhoused as (

    select
        contacts_shared.left_key,
        contacts_shared.right_key,
        contacts_shared.tie,
        contacts_shared.shared_from,
        left_homes.place_key as left_place,
        right_homes.place_key as right_place
    from contacts_shared
    left join homes as left_homes on contacts_shared.left_key = left_homes.customer_key
    left join homes as right_homes
        on contacts_shared.right_key = right_homes.customer_key
    where left_homes.place_key is null or right_homes.place_key is null

),

-- They are of one household where they have a family name in common, too.
relatives as (

    select
        unhoused.left_key,
        unhoused.right_key,
        unhoused.left_place,
        unhoused.right_place,
        unhoused.tie,
        unhoused.shared_from
    from unhoused
    inner join names as left_names on unhoused.left_key = left_names.customer_key
    inner join names as right_names on unhoused.right_key = right_names.customer_key
    where {{ _is_one_family_name('left_names', 'right_names') }}
    group by
        unhoused.left_key,
        unhoused.right_key,
        unhoused.left_place,
        unhoused.right_place,
        unhoused.tie,
        unhoused.shared_from

),

-- Who has no known home is taken to live where most of these do, at one place.
guests as (

    select
        customer_key,
        place_key,
        row_number() over (
            partition by customer_key order by count(*) desc, place_key
        ) as choice
    from (
        select
            left_key as customer_key,
            right_place as place_key
        from relatives
        where left_place is null and right_place is not null
        union all
        select
            right_key as customer_key,
            left_place as place_key
        from relatives
        where right_place is null and left_place is not null
    ) as hosts
    group by customer_key, place_key

),

lodged as (

    select
        relatives.left_key,
        relatives.right_key,
        coalesce(relatives.left_place, left_guests.place_key) as left_place,
        coalesce(relatives.right_place, right_guests.place_key) as right_place,
        relatives.tie,
        relatives.shared_from
    from relatives
    left join guests as left_guests
        on relatives.left_key = left_guests.customer_key
        and left_guests.choice = 1
    left join guests as right_guests
        on relatives.right_key = right_guests.customer_key
        and right_guests.choice = 1

),

found as (

    select
        left_key,
        right_key,
        place_key,
        edge_type,
        tie,
        together_from,
        together_to
    from neighbours

    union all

    select
        left_key,
        right_key,
        left_place as place_key,
        'present' as edge_type,
        tie,
        shared_from as together_from,
        cast(null as {{ dbt.type_timestamp() }}) as together_to
    from lodged
    where
        left_place = right_place
        or (left_place is null and right_place is null)

)

select * from found
