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
        block_size_limit,
        lone_block_size_limit
    from {{ ref('int_block_limits_set') }}

),

blocks as (

    select
        block_sizes.blocking_rule,
        block_sizes.blocking_key,
        case
            when block_sizes.record_count <= limits.lone_block_size_limit then 1
            else 0
        end as is_enough
    from block_sizes
    inner join limits
        on block_sizes.blocking_rule = limits.blocking_rule
        and block_sizes.record_count <= limits.block_size_limit

),

blocked_keys as (

    select
        keys.record_key,
        keys.blocking_rule,
        keys.blocking_key,
        blocks.is_enough
    from keys
    inner join blocks
        on keys.blocking_rule = blocks.blocking_rule
        and keys.blocking_key = blocks.blocking_key

),

shared_keys as (

    select
        left_keys.record_key as left_key,
        right_keys.record_key as right_key,
        left_keys.is_enough
    from blocked_keys as left_keys
    inner join blocked_keys as right_keys
        on left_keys.blocking_rule = right_keys.blocking_rule
        and left_keys.blocking_key = right_keys.blocking_key
        and left_keys.record_key < right_keys.record_key

),

pairs as (

    select
        left_key,
        right_key
    from shared_keys
    group by left_key, right_key
    having count(*) > 1 or max(is_enough) = 1

)

select * from pairs
