-- Grain: one row per person who asked support something; agents and deleted users are none.
{{ config(enabled=source_is_enabled('support')) }}

with

source as (

    {{ raw_columns('support', 'users') }}

),

askers as (

    select *
    from source
    where
        coalesce(lower({{ trimmed('role') }}), 'end-user') = 'end-user'
        and coalesce(active, true)

),

renamed as (

    select
        ---------- ids
        'support:' || cast(id as {{ dbt.type_string() }}) as record_id,
        'support' as source_name,
        cast(id as {{ dbt.type_string() }}) as source_record_id,

        ---------- person: who gives no name is called as the mailbox is
        cast(null as {{ dbt.type_string() }}) as given_name,
        cast(null as {{ dbt.type_string() }}) as middle_name,
        cast(null as {{ dbt.type_string() }}) as family_name,
        case
            when
                coalesce(
                    position(
                        lower({{ trimmed('name') }}) || '@'
                        in lower({{ trimmed('email') }})
                    ), 0
                ) = 1
                then null
            else {{ trimmed('name') }}
        end as full_name,
        cast(null as {{ dbt.type_string() }}) as date_of_birth,

        ---------- contact
        {{ trimmed('email') }} as email,
        {{ trimmed('phone') }} as phone,

        ---------- address
        cast(null as {{ dbt.type_string() }}) as street_address,
        cast(null as {{ dbt.type_string() }}) as city,
        cast(null as {{ dbt.type_string() }}) as region,
        cast(null as {{ dbt.type_string() }}) as postal_code,
        cast(null as {{ dbt.type_string() }}) as country,

        ---------- numbers and codes
        cast(null as {{ dbt.type_string() }}) as national_id,
        cast(null as {{ dbt.type_string() }}) as gender,
        cast(null as {{ dbt.type_string() }}) as loyalty_id,

        ---------- timestamps
        {{ landed_timestamp('support', 'users', 'created_at') }} as created_at,
        {{ landed_timestamp('support', 'users', 'updated_at') }} as updated_at

    from askers

)

select * from renamed
