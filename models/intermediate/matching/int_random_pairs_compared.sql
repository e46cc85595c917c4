-- One row per pair of the random sample with the agreement pattern that it reached.
{{ config(
    materialized='patched',
    due='training_is_due'
) }}

with pairs as (

    select
        left_key,
        right_key
    from {{ ref('int_random_pairs_sampled') }}

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
