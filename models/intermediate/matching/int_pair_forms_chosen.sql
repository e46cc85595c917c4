-- One row per pair worth explaining: the forms of its two records by which it is compared,
-- their first e-mail and phone or further ones that agree better.

with pairs as (

    select
        left_key,
        right_key
    from {{ ref('int_pairs_scored') }}
    where match_probability >= {{ var('review_threshold') }}

    union

    select
        left_key,
        right_key
    from {{ ref('int_edges_accepted') }}

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

chosen as (

    {{ chosen_forms('pairs', 'records', 'identifiers', 'forms') | indent(4) }}

)

select * from chosen
