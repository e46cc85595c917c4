-- One row per blocked pair with the agreement pattern that it reached.

with pairs as (

    select
        left_key,
        right_key
    from {{ ref('int_pairs_blocked') }}

),

records as (

    select *
    from {{ ref('int_records_prepared') }}

),

compared as (

    {{ compared_pairs('pairs', 'records') | indent(4) }}

)

select * from compared
