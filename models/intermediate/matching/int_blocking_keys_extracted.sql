-- One row per record × blocking rule × key.

with records as (

    select *
    from {{ ref('int_records_prepared') }}

),

keys as (

    {{ blocking_keys('records') | indent(4) }}

)

select * from keys
