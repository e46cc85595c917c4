{%- set most = var('max_household_customers') -%}

-- One row per pair of customers who live, or lived, at one place at the same time × place,
-- where something ties them besides the place.

with

homes as (

    select
        customer_key,
        place_key,
        has_unit,
        is_current,
        lived_from,
        lived_to,
        last_seen_at,
        sum(case when is_current then 1 else 0 end) over (partition by place_key)
            as current_count,
        count(*) over (partition by place_key) as ever_count
    from {{ ref('int_homes_dated') }}

),

contacts_shared as (

    select
        left_key,
        right_key,
        has_phone,
        has_email
    from {{ ref('int_customer_contacts_shared') }}

),

names as (

    select
        customer_key,
        word_key,
        word_sound
    from {{ ref('int_family_names_split') }}

),

small_homes as (

    select *
    from homes
    where (is_current and current_count <= {{ most }}) or ever_count <= {{ most }}

),

crowded_homes as (

    select *
    from homes
    where is_current and current_count > {{ most }}

),

-- Where many live, only pairs with a contact in common are looked at.
neighbours as (

    select
        left_homes.customer_key as left_key,
        right_homes.customer_key as right_key,
        left_homes.place_key,
        false as is_crowded,
        {{ _home_columns() | indent(8) }}
    from small_homes as left_homes
    inner join small_homes as right_homes
        on left_homes.place_key = right_homes.place_key
        and left_homes.customer_key < right_homes.customer_key

    union all

    select
        contacts_shared.left_key,
        contacts_shared.right_key,
        left_homes.place_key,
        true as is_crowded,
        {{ _home_columns() | indent(8) }}
    from contacts_shared
    inner join crowded_homes as left_homes
        on contacts_shared.left_key = left_homes.customer_key
    inner join crowded_homes as right_homes
        on contacts_shared.right_key = right_homes.customer_key
        and left_homes.place_key = right_homes.place_key

),

-- Those who were there at the same time, as far as anybody knows.
together as (

    select
        left_key,
        right_key,
        place_key,
        is_crowded,
        is_current,
        has_unit,
        place_customer_count,
        together_from,
        together_to,
        coalesce(
            {{ dbt.datediff('earlier_seen_at', 'together_from', 'day') }}, 0
        ) <= {{ var('max_household_gap_days') }} as is_timely
    from neighbours
    where is_current or together_from < together_to
    {{ computed_once() }}

),

namesakes as (

    select
        together.left_key,
        together.right_key
    from together
    inner join names as left_names on together.left_key = left_names.customer_key
    inner join names as right_names on together.right_key = right_names.customer_key
    where {{ _is_one_family_name('left_names', 'right_names') }}
    group by together.left_key, together.right_key

),

judged as (

    select
        together.left_key,
        together.right_key,
        together.place_key,
        case when together.is_current then 'present' else 'past' end as edge_type,
        case
            when together.is_crowded and namesakes.left_key is null then null
            when
                namesakes.left_key is not null
                and together.is_timely
                and not together.is_crowded
                then 'family_name'
            when contacts_shared.has_phone then 'phone'
            when contacts_shared.has_email then 'email'
            when
                {{ 'together.is_timely' if var('household_strangers_in_houses')
                    else 'together.has_unit and together.is_timely' }}
                and together.place_customer_count
                <= {{ var('max_household_strangers') }}
                then 'address'
        end as tie,
        together.together_from,
        together.together_to
    from together
    left join namesakes
        on together.left_key = namesakes.left_key
        and together.right_key = namesakes.right_key
    left join contacts_shared
        on together.left_key = contacts_shared.left_key
        and together.right_key = contacts_shared.right_key

),

tied as (

    select
        left_key,
        right_key,
        place_key,
        edge_type,
        tie,
        together_from,
        together_to
    from judged
    where tie is not null

)

select * from tied
