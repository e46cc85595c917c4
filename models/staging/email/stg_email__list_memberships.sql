-- Grain: one row per mailing list × profile, past members included.
{{ config(enabled=source_is_enabled('email')) }}

with

source as (

    {{ raw_columns('email', 'list_memberships') }}

),

lists as (

    {{ raw_columns('email', 'lists') }}

),

renamed as (

    select
        ---------- ids
        cast(memberships.list_id as {{ dbt.type_string() }}) as list_id,
        'email:' || cast(memberships.person_id as {{ dbt.type_string() }}) as record_id,

        ---------- strings
        {{ trimmed('lists.name') }} as list_name,

        ---------- booleans
        not coalesce(memberships._fivetran_deleted, false)
        and not coalesce(lists._fivetran_deleted, false) as is_member,

        ---------- timestamps
        {{ landed_timestamp(
            'email', 'list_memberships', 'memberships.joined_group_at'
        ) }} as joined_at

    from source as memberships
    left join lists
        on memberships.list_id = lists.id

)

select * from renamed
