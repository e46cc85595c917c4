-- Grain: one row per event of the e-mail marketing.
{{ config(enabled=source_is_enabled('email')) }}

with

source as (

    {{ raw_columns('email', 'events') }}

),

renamed as (

    select
        ---------- ids
        cast(id as {{ dbt.type_string() }}) as event_id,
        'email:' || cast(person_id as {{ dbt.type_string() }}) as record_id,
        {{ trimmed('campaign_id') }} as campaign_id,
        {{ trimmed('flow_id') }} as flow_id,

        ---------- strings
        replace(lower({{ trimmed('type') }}), ' ', '_') as event_type,

        ---------- timestamps
        {{ landed_timestamp('email', 'events', 'timestamp') }} as occurred_at

    from source

)

select * from renamed
