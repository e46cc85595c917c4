-- One row per record × blocking rule × key.

with records as (

    select *
    from {{ ref('int_records_prepared') }}

),

keys as (

    {{ blocking_keys('records') | indent(4) }}

),

distinct_keys as (

    -- two keys of one rule may be the same for a record
    select distinct
        record_key,
        blocking_rule,
        blocking_key
    from keys

)

select * from distinct_keys
