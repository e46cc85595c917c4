-- Grain: one row per user who ever signed in: the record that the identify calls leave.
{{ config(enabled=source_is_enabled('web')) }}
{% set traits = {
    'given_name': 'first_name',
    'family_name': 'last_name',
    'full_name': 'name',
    'date_of_birth': 'birthday',
    'email': 'email',
    'phone': 'phone',
    'street_address': 'address_street',
    'city': 'address_city',
    'region': 'address_state',
    'postal_code': 'address_postal_code',
    'country': 'address_country',
    'gender': 'gender',
} %}

with

source as (

    {{ raw_columns('web', 'identifies') }}

),

read as (

    select
        {{ trimmed('id') }} as message_id,
        {{ standard_user_id('user_id') }} as user_id,
        {% for column, trait in traits.items() -%}
            {{ trimmed(trait) }} as {{ column }},
        {% endfor -%}
        least(
            {{ landed_timestamp('web', 'identifies', 'timestamp') }},
            {{ landed_timestamp('web', 'identifies', 'received_at') }}
        ) as occurred_at
    from source

),

calls as (

    select
        *,
        row_number() over (
            partition by user_id
            order by
                occurred_at desc nulls last,
                {{ bytewise('message_id') }},
                {{ bytewise('email') }} nulls last
        ) as recency
    from read
    where user_id is not null

),

-- The last word on each trait; a call that leaves a trait out takes nothing back.
users as (

    select
        user_id,
        {% for column in traits -%}
            {{ first_by(column, 'recency') }} as {{ column }},
        {% endfor -%}
        min(occurred_at) as created_at,
        max(occurred_at) as updated_at
    from calls
    group by user_id

),

renamed as (

    select
        ---------- ids
        'web:' || user_id as record_id,
        'web' as source_name,
        user_id as source_record_id,

        ---------- person
        given_name,
        cast(null as {{ dbt.type_string() }}) as middle_name,
        family_name,
        full_name,
        date_of_birth,

        ---------- contact
        email,
        phone,

        ---------- address
        street_address,
        city,
        region,
        postal_code,
        country,

        ---------- numbers and codes
        cast(null as {{ dbt.type_string() }}) as national_id,
        gender,
        cast(null as {{ dbt.type_string() }}) as loyalty_id,

        ---------- timestamps
        created_at,
        updated_at

    from users

)

select * from renamed
