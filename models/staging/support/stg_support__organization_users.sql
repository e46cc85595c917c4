-- Grain: one row per support user × organisation that it belongs to.
{{ config(enabled=source_is_enabled('support')) }}

with

source as (

    {{ raw_columns('support', 'organization_memberships') }}

),

renamed as (

    select
        ---------- ids
        cast(id as {{ dbt.type_string() }}) as membership_id,
        'support:' || cast(user_id as {{ dbt.type_string() }}) as record_id,
        cast(organization_id as {{ dbt.type_string() }}) as organization_id,

        ---------- timestamps
        {{ landed_timestamp('support', 'organization_memberships', 'created_at') }}
            as started_at

    from source

)

select * from renamed
