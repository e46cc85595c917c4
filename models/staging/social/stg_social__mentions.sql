-- Grain: one row per mention in a social network whose JSON can be read.
{{ config(enabled=source_is_enabled('social')) }}

with

source as (

    {{ raw_columns('social', 'mentions') }}

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
        {{ trimmed(json_text('document', ['mention_id'])) }} as mention_id,
        {{ trimmed(json_text('document', ['network'])) }} as network,
        {{ trimmed(json_text('document', ['user', 'handle'])) }} as handle,
        {{ trimmed(json_text('document', ['user', 'name'])) }} as display_name,
        {{ trimmed(json_text('document', ['user', 'location'])) }} as location,
        {{ trimmed(json_text('document', ['user', 'followers'])) }} as followers,
        {{ trimmed(json_text('document', ['text'])) }} as body,
        {{ raw_timestamp(json_text('document', ['posted_at'])) }} as posted_at,
        {{ raw_timestamp(json_text('document', ['edited_at'])) }} as edited_at,
        document_text
    from checked
    {{ computed_once() }}

),

-- A mention that is delivered again is told as it was last.
ordered as (

    {{ ordered_documents(
        'read', 'mention_id', ['edited_at', 'posted_at']
    ) | indent(4) }}

),

renamed as (

    select
        ---------- ids
        mention_id,

        ---------- strings
        lower(network) as network,
        lower(replace(handle, '@', '')) as handle,
        display_name,
        location,

        ---------- text
        body,

        ---------- numbers
        case
            when {{ matches_regexp('followers', "'^[0-9]{1,12}$'") }}
                then cast(followers as bigint)
        end as follower_count,

        ---------- timestamps
        posted_at as mentioned_at

    from ordered
    where recency = 1

)

select * from renamed
