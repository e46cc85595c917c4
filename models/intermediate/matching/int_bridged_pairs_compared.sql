-- One row per bridged pair with the agreement pattern that it reached.
{{ config(
    materialized='patched',
    affected='affected_bridged_pairs_compared',
    patch_by=[['left_key', 'right_key']],
    changes=['left_key', 'right_key']
) }}

with pairs as (

    select
        left_key,
        right_key
    from {{ ref('int_pairs_bridged') }}
    where {{ is_affected(['left_key', 'right_key']) }}

),

records as (

    select *
    from {{ ref('int_records_prepared') }}

),

identifiers as (

    select *
    from {{ ref('int_further_identifiers_shared') }}

),

forms as (

    select *
    from {{ ref('int_record_forms_prepared') }}

),

compared as (

    {{ best_compared_pairs('pairs', 'records', 'identifiers', 'forms') | indent(4) }}

)

select * from compared
