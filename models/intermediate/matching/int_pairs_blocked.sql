-- One row per blocked pair, whatever the number of blocking rules that found it.

with keys as (

    select
        record_key,
        blocking_rule,
        blocking_key
    from {{ ref('int_blocking_keys_extracted') }}

),

block_sizes as (

    select
        blocking_rule,
        blocking_key,
        record_count
    from {{ ref('int_blocks_counted') }}

),

limits as (

    select
        blocking_rule,
        block_size_limit
    from {{ ref('int_block_limits_set') }}

),

blocks as (

    select
        block_sizes.blocking_rule,
        block_sizes.blocking_key
    from block_sizes
    inner join limits
        on block_sizes.blocking_rule = limits.blocking_rule
        and block_sizes.record_count <= limits.block_size_limit

),

blocked_keys as (

    select
        keys.record_key,
        keys.blocking_rule,
        keys.blocking_key
    from keys
    inner join blocks
        on keys.blocking_rule = blocks.blocking_rule
        and keys.blocking_key = blocks.blocking_key

),

pairs as (

    select distinct
        left_keys.record_key as left_key,
        right_keys.record_key as right_key
    from blocked_keys as left_keys
    inner join blocked_keys as right_keys
        on left_keys.blocking_rule = right_keys.blocking_rule
        and left_keys.blocking_key = right_keys.blocking_key
        and left_keys.record_key < right_keys.record_key

)

select * from pairs
