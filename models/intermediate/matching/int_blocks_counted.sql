-- One row per blocking rule × key that more than one record has: the size of its block.
{{ config(
    materialized='patched',
    affected='affected_blocks',
    patch_by=[['blocking_rule', 'blocking_key']],
    changes=['blocking_rule', 'blocking_key', 'record_count']
) }}

with keys as (

    select
        blocking_rule,
        blocking_key
    from {{ ref('int_blocking_keys_extracted') }}
    where {{ is_affected(['blocking_rule', 'blocking_key']) }}

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
