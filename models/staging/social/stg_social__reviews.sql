-- Grain: one row per review whose JSON can be read.
{{ config(enabled=source_is_enabled('social')) }}

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
        {{ trimmed(json_text('document', ['site'])) }} as site,
        {{ trimmed(json_text('document', ['author', 'handle'])) }} as handle,
        {{ trimmed(json_text('document', ['author', 'display_name'])) }}
            as display_name,
        {{ trimmed(json_text('document', ['author', 'email'])) }} as email,
        {{ trimmed(json_text('document', ['rating'])) }} as rating,
        {{ trimmed(json_text('document', ['title'])) }} as title,
        {{ trimmed(json_text('document', ['body'])) }} as body,
        {{ trimmed(json_text('document', ['product', 'id'])) }} as product_id,
        {{ trimmed(json_text('document', ['product', 'title'])) }} as product_name,
        lower({{ json_text('document', ['verified_buyer']) }}) as verified_buyer,
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
        review_id,
        {% if source_is_enabled('review') %}
            case when email is not null then 'review:' || review_id end as record_id,
        {% else %}
            cast(null as {{ dbt.type_string() }}) as record_id,
        {% endif %}

        ---------- strings
        site,
        lower(replace(handle, '@', '')) as handle,
        display_name,
        product_id,
        product_name,

        ---------- text
        title,
        body,

        ---------- numbers
        case
            when {{ matches_regexp('rating', "'^[1-5]$'") }} then cast(rating as bigint)
        end as rating,

        ---------- booleans
        case
            when verified_buyer in ('true', 'false') then verified_buyer = 'true'
        end as is_verified_buyer,

        ---------- timestamps
        created_at as reviewed_at

    from ordered
    where recency = 1

)

select * from renamed
