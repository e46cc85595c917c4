-- Grain: one row per record, from every source that is switched on, as the source had it.
{{ config(
    materialized='patched',
    affected='affected_records_gathered',
    patch_by=[['record_id']],
    changes=['record_id'],
    watched=['content_hash'],
    unwatched=['int_records_gathered']
) }}

with records as (

    select
        record_id,
        source_name,
        source_record_id,
        {{ canonical_columns() | map(attribute='name') | join(',\n        ') }},
        content_hash
    from {{ ref('int_records_gathered') }}
    where {{ is_affected(['record_id']) }}

)

select * from records
