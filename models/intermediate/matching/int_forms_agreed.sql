-- One row per pair worth explaining that agrees better by a further e-mail or phone than by
-- the first ones: the forms of its records that do. A table of its own, since Spark writes
-- a CTE anew wherever it is read.

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

agreed as (

    {{ agreed_forms('pairs', 'records', 'identifiers', 'forms') | indent(4) }}

),

kept as (

    select
        left_key,
        right_key,
        left_form_key,
        right_form_key
    from agreed

)

select * from kept
