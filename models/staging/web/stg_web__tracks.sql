-- Grain: one row per message that tells of a track call, as it was loaded.
{{ config(enabled=source_is_enabled('web') and 'tracks' in var('web_tables')) }}

with

source as (

    {{ raw_columns('web', 'tracks') }}

),

renamed as (

    select
        ---------- ids
        'track:' || {{ trimmed('id') }} as event_id,
        {{ standard_device_id('anonymous_id') }} as device_id,
        {{ standard_device_id('context_device_id') }} as handset_id,
        {{ standard_user_id('user_id') }} as user_id,

        ---------- strings
        'track' as event_type,
        coalesce({{ trimmed('event_text') }}, {{ trimmed('event') }}) as event_name,
        {{ trimmed('context_page_path') }} as page_path,

        ---------- timestamps: nothing happens after it was received
        least(
            {{ landed_timestamp('web', 'tracks', 'timestamp') }},
            {{ landed_timestamp('web', 'tracks', 'received_at') }}
        ) as occurred_at,
        {{ landed_timestamp('web', 'tracks', 'received_at') }} as received_at,
        coalesce(
            {{ landed_timestamp('web', 'tracks', 'uuid_ts') }},
            {{ landed_timestamp('web', 'tracks', 'received_at') }}
        ) as loaded_at

    from source

)

select * from renamed
