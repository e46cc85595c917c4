-- One row per blocked pair, whatever the number of blocking rules that found it.

{% set default_limit = var('max_block_size') %}

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
        count(*) as record_count
    from keys
    group by blocking_rule, blocking_key

),

blocks as (

    select
        blocking_rule,
        blocking_key
    from block_sizes
    where record_count between 2 and
        case blocking_rule
{% for rule in var('blocking_rules') if rule.max_block_size is defined %}
            when '{{ rule.name }}' then {{ rule.max_block_size }}
{% endfor %}
            else {{ default_limit }}
        end

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
