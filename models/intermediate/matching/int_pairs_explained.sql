-- One row per pair worth explaining × comparison that it could make, and one for the prior.

with pairs as (

    select
        left_key,
        right_key,
        left_form_key,
        right_form_key
    from {{ ref('int_pair_forms_chosen') }}

),

records as (

    select *
    from {{ ref('int_records_prepared') }}

),

forms as (

    select *
    from {{ ref('int_record_forms_prepared') }}

),

explained as (

    {{ best_explained_pairs('pairs', 'records', 'forms') | indent(4) }}

)

select * from explained
