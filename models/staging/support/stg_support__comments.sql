-- Grain: one row per comment on a ticket, the first one included.
{{ config(enabled=source_is_enabled('support')) }}

with

source as (

    {{ raw_columns('support', 'comments') }}

),

renamed as (

    select
        ---------- ids
        cast(id as {{ dbt.type_string() }}) as comment_id,
        cast(ticket_id as {{ dbt.type_string() }}) as ticket_id,
        'support:' || cast(user_id as {{ dbt.type_string() }}) as author_record_id,

        ---------- text
        {{ trimmed('body') }} as body,

        ---------- booleans
        coalesce(public, true) as is_public,

        ---------- timestamps
        {{ landed_timestamp('support', 'comments', 'created') }} as commented_at

    from source

)

select * from renamed
