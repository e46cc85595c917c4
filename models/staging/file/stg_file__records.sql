-- Grain: one row per record of the file that was brought; record_id stays exactly as given.
{{ config(enabled=source_is_enabled('file')) }}

with

source as (

    {{ raw_columns('file', 'records') }}

),

renamed as (

    select
        ---------- ids
        record_id,
        coalesce({{ trimmed('source') }}, 'file') as source_name,
        coalesce({{ trimmed('source_record_id') }}, record_id) as source_record_id,

        ---------- person, contact, address, numbers and codes
        {% for column in canonical_columns() if column.type == 'string' -%}
        {{ trimmed(column.name) }} as {{ column.name }},
        {% endfor %}
        ---------- timestamps: a file may hold anything there
        {{ raw_timestamp('created_at') }} as created_at,
        {{ raw_timestamp('updated_at') }} as updated_at

    from source

)

select * from renamed
