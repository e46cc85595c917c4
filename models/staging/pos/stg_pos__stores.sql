-- Grain: one row per store.
{{ config(enabled=source_is_enabled('pos')) }}

with

source as (

    {{ raw_columns('pos', 'stores') }}

),

renamed as (

    select
        ---------- ids
        {{ trimmed('store_id') }} as store_id,

        ---------- strings
        {{ trimmed('store_name') }} as store_name,
        {{ trimmed('address_line') }} as street_address,
        {{ trimmed('city') }} as city,
        {{ trimmed('region') }} as region,
        {{ trimmed('postcode') }} as postal_code,
        upper({{ trimmed('country_code') }}) as country,
        {{ trimmed('time_zone') }} as time_zone,

        ---------- dates
        cast({{ landed_timestamp('pos', 'stores', 'opened_on') }} as date)
            as opened_date,
        cast({{ landed_timestamp('pos', 'stores', 'closed_on') }} as date)
            as closed_date

    from source

)

select * from renamed
