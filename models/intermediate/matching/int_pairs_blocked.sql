-- One row per blocked pair, whatever the number of blocking rules that found it. Of a rule
-- with a condition only the pairs that meet it.
--
-- A key of a large block is not enough for a pair that shares no other. Nearly all pairs
-- of large blocks are such pairs, so they are not made: records that share two large
-- blocks meet in the block of the two.
-- depends_on: {{ ref('int_records_prepared') }}
{{ config(
    materialized='patched',
    affected='affected_blocked_pairs',
    patch_by=[['left_key'], ['right_key']],
    changes=['left_key', 'right_key']
) }}

{% set conditional_rules =
    matching_settings('blocking_rules', 'keys') | selectattr('when', 'defined') | list %}
{% set plain_rules =
    matching_settings('blocking_rules', 'keys') | selectattr('when', 'undefined')
    | map(attribute='name') | list %}

with keys as (

    select
        record_key,
        blocking_rule,
        blocking_key
    from {{ ref('int_blocking_keys_extracted') }}

),

block_sizes as (

    select
        counted.blocking_rule,
        counted.blocking_key,
        counted.record_count
    from {{ ref('int_blocks_counted') }} as counted
    where {{ is_affected(
        ['counted', 'int_blocking_keys_extracted', 'blocking_rule', 'blocking_key'],
        '_shares_with_affected'
    ) }}

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
        block_sizes.record_count,
        block_sizes.record_count <= limits.lone_block_size_limit as is_enough,
        {{ record_key(
            'block_sizes.blocking_rule || chr(31) || block_sizes.blocking_key'
        ) }} as block_key
    from block_sizes
    inner join limits
        on block_sizes.blocking_rule = limits.blocking_rule
        and block_sizes.record_count <= limits.block_size_limit

),

blocked_keys as (

    select
        keys.record_key,
        blocks.blocking_rule,
        blocks.block_key,
        blocks.is_enough
    from keys
    inner join blocks
        on keys.blocking_rule = blocks.blocking_rule
        and keys.blocking_key = blocks.blocking_key

),

enough_keys as (

    select
        record_key,
        block_key
    from blocked_keys
    where
        is_enough
{%- if conditional_rules %}
        and blocking_rule in ('{{ plain_rules | join("', '") }}')
{%- endif %}

),

large_keys as (

    select
        record_key,
        block_key
    from blocked_keys
    where not is_enough

),

-- Where records stand in many large blocks each (twenty deliveries of every customer),
-- blocks of two are more than the pairs that they save.
double_key_counts as (

    select
        sum({{ integer_divide('(key_count * (key_count - 1))', '2') }}) as key_count
    from (
        select
            record_key,
            count(*) as key_count
        from large_keys
        group by record_key
    ) as record_counts

),

large_pair_counts as (

    select
        sum(
            {{ integer_divide('(record_count * (record_count - 1))', '2') }}
        ) as pair_count
    from blocks
    where not is_enough

),

ways as (

    select double_key_counts.key_count * 4 <= large_pair_counts.pair_count as is_doubled
    from double_key_counts
    cross join large_pair_counts

),

double_keys as (

    select
        first_keys.record_key,
        first_keys.block_key as first_block_key,
        second_keys.block_key as second_block_key
    from large_keys as first_keys
    inner join large_keys as second_keys
        on first_keys.record_key = second_keys.record_key
        and first_keys.block_key < second_keys.block_key
    cross join ways
    where ways.is_doubled

),

undoubled_keys as (

    select
        large_keys.record_key,
        large_keys.block_key
    from large_keys
    cross join ways
    where not ways.is_doubled

),

found_pairs as (

    select
        left_keys.record_key as left_key,
        right_keys.record_key as right_key,
        1 as is_enough
    from enough_keys as left_keys
    inner join enough_keys as right_keys
        on left_keys.block_key = right_keys.block_key
        and left_keys.record_key < right_keys.record_key

    union all

    select
        left_keys.record_key as left_key,
        right_keys.record_key as right_key,
        1 as is_enough
    from double_keys as left_keys
    inner join double_keys as right_keys
        on left_keys.first_block_key = right_keys.first_block_key
        and left_keys.second_block_key = right_keys.second_block_key
        and left_keys.record_key < right_keys.record_key

    union all

    select
        left_keys.record_key as left_key,
        right_keys.record_key as right_key,
        0 as is_enough
    from undoubled_keys as left_keys
    inner join undoubled_keys as right_keys
        on left_keys.block_key = right_keys.block_key
        and left_keys.record_key < right_keys.record_key
{% for rule in conditional_rules %}
    union all

    select
        left_key,
        right_key,
        1 as is_enough
    from (
        {{ conditional_pairs(rule, 'blocked_keys', 'block_key') | indent(8) }}
    ) as conditional_pairs_{{ loop.index }}
{% endfor %}
),

pairs as (

    select
        left_key,
        right_key
    from found_pairs
    where {{ is_affected(['left_key']) }} or {{ is_affected(['right_key']) }}
    group by left_key, right_key
    having count(*) > 1 or max(is_enough) = 1

)

select * from pairs
