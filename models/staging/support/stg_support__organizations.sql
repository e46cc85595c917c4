-- Grain: one row per organisation whose people ask support.
{{ config(enabled=source_is_enabled('support')) }}

with

source as (

    {{ raw_columns('support', 'organizations') }}

),

renamed as (

    select
        ---------- ids
        cast(id as {{ dbt.type_string() }}) as organization_id,

        ---------- strings
        {{ trimmed('name') }} as name,
        {{ trimmed("split_part(replace(domain_names, ',', ' '), ' ', 1)") }} as website,

        ---------- timestamps
        {{ landed_timestamp('support', 'organizations', 'created_at') }} as created_at,
        {{ landed_timestamp('support', 'organizations', 'updated_at') }} as updated_at

    from source

)

select * from renamed
