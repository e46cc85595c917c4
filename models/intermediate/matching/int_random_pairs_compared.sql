-- One row per pair of the random sample with the agreement pattern that it reached.

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

compared as (

    {{ compared_pairs('pairs', 'records') | indent(4) }}

)

select * from compared
