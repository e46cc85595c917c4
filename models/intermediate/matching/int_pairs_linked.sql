-- One row per pair × deterministic rule that joins it; stars, not all pairs.

with records as (

    select *
    from {{ ref('int_records_prepared') }}

),

linked as (

    {{ rule_stars('records') | indent(4) }}

)

select * from linked
