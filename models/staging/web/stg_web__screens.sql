-- Grain: one row per message that tells of a screen seen, as it was loaded.
{{ config(enabled=source_is_enabled('web') and 'screens' in var('web_tables')) }}

with

source as (

    {{ raw_columns('web', 'screens') }}

),

renamed as (

    select
        ---------- ids
        'screen:' || {{ trimmed('id') }} as event_id,
        {{ standard_device_id('anonymous_id') }} as device_id,
        {{ standard_device_id('context_device_id') }} as handset_id,
        {{ standard_user_id('user_id') }} as user_id,

        ---------- strings
        'screen' as event_type,
        {{ trimmed('name') }} as event_name,
        cast(null as {{ dbt.type_string() }}) as page_path,

        ---------- timestamps: nothing happens after it was received
        least(
            {{ landed_timestamp('web', 'screens', 'timestamp') }},
            {{ landed_timestamp('web', 'screens', 'received_at') }}
        ) as occurred_at,
        {{ landed_timestamp('web', 'screens', 'received_at') }} as received_at,
        coalesce(
            {{ landed_timestamp('web', 'screens', 'uuid_ts') }},
            {{ landed_timestamp('web', 'screens', 'received_at') }}
        ) as loaded_at

    from source

)

select * from renamed
