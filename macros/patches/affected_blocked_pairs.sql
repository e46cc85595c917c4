{#
    Records that have joined or left a block, and all records of blocks that have come to be
    passed over or taken up again, or whose key has come to be enough or no longer is.

    Returns a select of record keys, for a patched table.
#}
{% macro affected_blocked_pairs(reads) -%}
    {{ changes_of('int_blocking_keys_extracted', ['record_key as part_1'], reads) }}
    {%- if matching_settings('blocking_rules', 'keys') | selectattr('when', 'defined') | list %}
    union
    {{ changes_of('int_records_prepared', ['record_key as part_1'], reads) }}
    {%- endif %}
    union
    select keys.record_key as part_1
    from {{ _relation_of('int_blocking_keys_extracted') }} as keys
    inner join (
        select
            sizes.blocking_rule,
            sizes.blocking_key
        from (
            select
                counted.blocking_rule,
                counted.blocking_key,
                counted.record_count
            from {{ _relation_of('int_blocks_counted') }} as counted
            inner join (
                {{ changes_of('int_block_limits_set', ['blocking_rule'], reads) }}
            ) as changed_rules
                on counted.blocking_rule = changed_rules.blocking_rule
            union
            {{ changes_of(
                'int_blocks_counted',
                ['blocking_rule', 'blocking_key', 'record_count'], reads
            ) }}
        ) as sizes
        inner join (
            select
                blocking_rule,
                block_size_limit,
                lone_block_size_limit
            from {{ _relation_of('int_block_limits_set') }}
            union
            {{ changes_of(
                'int_block_limits_set',
                ['blocking_rule', 'block_size_limit', 'lone_block_size_limit'], reads
            ) }}
        ) as limits
            on sizes.blocking_rule = limits.blocking_rule
        group by sizes.blocking_rule, sizes.blocking_key
        having
            count(distinct case
                when sizes.record_count > limits.block_size_limit then 0
                when sizes.record_count > limits.lone_block_size_limit then 1
                else 2
            end) > 1
    ) as turned
        on keys.blocking_rule = turned.blocking_rule
        and keys.blocking_key = turned.blocking_key
{%- endmacro %}
