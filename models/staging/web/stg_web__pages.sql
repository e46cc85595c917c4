-- Grain: one row per message that tells of a page seen, as it was loaded.
{{ config(enabled=source_is_enabled('web') and 'pages' in var('web_tables')) }}

with

source as (

    {{ raw_columns('web', 'pages') }}

),

renamed as (

    select
        ---------- ids
        'page:' || {{ trimmed('id') }} as event_id,
        {{ standard_device_id('anonymous_id') }} as device_id,
        cast(null as {{ dbt.type_string() }}) as handset_id,
        {{ standard_user_id('user_id') }} as user_id,

        ---------- strings
        'page' as event_type,
        coalesce({{ trimmed('name') }}, {{ trimmed('title') }}) as event_name,
        {{ trimmed('path') }} as page_path,

        ---------- timestamps: nothing happens after it was received
        least(
            {{ landed_timestamp('web', 'pages', 'timestamp') }},
            {{ landed_timestamp('web', 'pages', 'received_at') }}
        ) as occurred_at,
        {{ landed_timestamp('web', 'pages', 'received_at') }} as received_at,
        coalesce(
            {{ landed_timestamp('web', 'pages', 'uuid_ts') }},
            {{ landed_timestamp('web', 'pages', 'received_at') }}
        ) as loaded_at

    from source

)

select * from renamed
