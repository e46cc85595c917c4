-- One row per blocking rule × key that more than one record has: the size of its block.

with keys as (

    select
        blocking_rule,
        blocking_key
    from {{ ref('int_blocking_keys_extracted') }}

),

counted as (

    select
        blocking_rule,
        blocking_key,
        count(*) as record_count
    from keys
    group by blocking_rule, blocking_key
    having count(*) > 1

)

select * from counted
