-- Grain: one row per labelled record.
{{ config(enabled=var('labels_relation') is not none) }}

with

source as (

    select
        record_id,
        entity_id
    from {{ source('labels', 'labelled_records') }}

),

renamed as (

    select
        cast(record_id as {{ dbt.type_string() }}) as record_id,
        cast(entity_id as {{ dbt.type_string() }}) as entity_id
    from source

)

select * from renamed
