-- Grain: one row per blocking rule × key that too many records share to be compared by it.

with blocks as (

    select
        blocking_rule,
        blocking_key,
        record_count
    from {{ ref('int_blocks_counted') }}

),

limits as (

    select
        blocking_rule,
        declared_limit,
        block_size_limit
    from {{ ref('int_block_limits_set') }}

),

passed_over as (

    select
        blocks.blocking_rule,
        replace(blocks.blocking_key, chr(31), ' ') as blocking_key,
        cast(blocks.record_count as bigint) as record_count,
        {{ integer_divide('(blocks.record_count * (blocks.record_count - 1))', '2') }}
            as pair_count,
        case
            when blocks.record_count > limits.declared_limit then 'too large'
            else 'over budget'
        end as reason
    from blocks
    inner join limits
        on blocks.blocking_rule = limits.blocking_rule
        and (
            blocks.record_count > limits.declared_limit
            or blocks.record_count > limits.block_size_limit
        )

)

select * from passed_over
