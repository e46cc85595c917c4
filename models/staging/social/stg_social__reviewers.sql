-- Grain: one row per review that gives an e-mail address: the record that it has of a person.
{{ config(enabled=source_is_enabled('review')) }}

with

source as (

    {{ raw_columns('social', 'reviews') }}

),

checked as (

    select
        document as document_text,
        {{ json_document('document') }} as document
    from source
    {{ computed_once() }}

),

read as (

    select
        {{ trimmed(json_text('document', ['review_id'])) }} as review_id,
        {{ trimmed(json_text('document', ['author', 'display_name'])) }}
            as display_name,
        {{ trimmed(json_text('document', ['author', 'email'])) }} as email,
        {{ raw_timestamp(json_text('document', ['created_at'])) }} as created_at,
        {{ raw_timestamp(json_text('document', ['updated_at'])) }} as updated_at,
        document_text
    from checked
    {{ computed_once() }}

),

-- A review that is delivered again is told as it was last.
ordered as (

    {{ ordered_documents(
        'read', 'review_id', ['updated_at', 'created_at']
    ) | indent(4) }}

),

renamed as (

    select
        ---------- ids
        'review:' || review_id as record_id,
        'review' as source_name,
        review_id as source_record_id,

        ---------- person
        cast(null as {{ dbt.type_string() }}) as given_name,
        cast(null as {{ dbt.type_string() }}) as middle_name,
        cast(null as {{ dbt.type_string() }}) as family_name,
        case
            when lower(display_name) not in ('anonymous', 'anonym') then display_name
        end as full_name,
        cast(null as {{ dbt.type_string() }}) as date_of_birth,

        ---------- contact
        email,
        cast(null as {{ dbt.type_string() }}) as phone,

        ---------- address
        cast(null as {{ dbt.type_string() }}) as street_address,
        cast(null as {{ dbt.type_string() }}) as city,
        cast(null as {{ dbt.type_string() }}) as region,
        cast(null as {{ dbt.type_string() }}) as postal_code,
        cast(null as {{ dbt.type_string() }}) as country,

        ---------- numbers and codes
        cast(null as {{ dbt.type_string() }}) as national_id,
        cast(null as {{ dbt.type_string() }}) as gender,
        cast(null as {{ dbt.type_string() }}) as loyalty_id,

        ---------- timestamps
        created_at,
        coalesce(updated_at, created_at) as updated_at

    from ordered
    where recency = 1 and email is not null

)

select * from renamed
