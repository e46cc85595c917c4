-- Grain: one row per message that tells of an identify call, as it was loaded.
{{ config(enabled=source_is_enabled('web')) }}

with

source as (

    {{ raw_columns('web', 'identifies') }}

),

renamed as (

    select
        ---------- ids
        'identify:' || {{ trimmed('id') }} as event_id,
        {{ standard_device_id('anonymous_id') }} as device_id,
        {{ standard_device_id('context_device_id') }} as handset_id,
        {{ standard_user_id('user_id') }} as user_id,

        ---------- strings
        'identify' as event_type,
        'Identified' as event_name,
        cast(null as {{ dbt.type_string() }}) as page_path,

        ---------- timestamps: nothing happens after it was received
        least(
            {{ landed_timestamp('web', 'identifies', 'timestamp') }},
            {{ landed_timestamp('web', 'identifies', 'received_at') }}
        ) as occurred_at,
        {{ landed_timestamp('web', 'identifies', 'received_at') }} as received_at,
        coalesce(
            {{ landed_timestamp('web', 'identifies', 'uuid_ts') }},
            {{ landed_timestamp('web', 'identifies', 'received_at') }}
        ) as loaded_at

    from source

)

select * from renamed
