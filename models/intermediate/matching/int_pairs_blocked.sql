-- One row per blocked pair, whatever the number of blocking rules that found it. Of a rule
-- with a condition only the pairs that meet it.
-- depends_on: {{ ref('int_records_prepared') }}

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

found_pairs as (

    select
        left_keys.record_key as left_key,
        right_keys.record_key as right_key,
        left_keys.is_enough
    from blocked_keys as left_keys
    inner join blocked_keys as right_keys
        on left_keys.blocking_rule = right_keys.blocking_rule
        and left_keys.blocking_key = right_keys.blocking_key
        and left_keys.record_key < right_keys.record_key
{% if conditional_rules %}
    where left_keys.blocking_rule in ('{{ plain_rules | join("', '") }}')
{% endif %}

),

{% for rule in conditional_rules %}
candidates_{{ loop.index }} as (

    select
        left_records.record_key as left_key,
        right_records.record_key as right_key,
        left_keys.is_enough
        {%- for side, column in sided_columns([rule.when]) %},
        {{ side }}_records.{{ column }} as {{ side }}_{{ column }}
        {%- endfor %}
    from blocked_keys as left_keys
    inner join blocked_keys as right_keys
        on left_keys.blocking_key = right_keys.blocking_key
        and left_keys.record_key < right_keys.record_key
    inner join {{ ref('int_records_prepared') }} as left_records
        on left_keys.record_key = left_records.record_key
    inner join {{ ref('int_records_prepared') }} as right_records
        on right_keys.record_key = right_records.record_key
    where
        left_keys.blocking_rule = '{{ rule.name }}'
        and right_keys.blocking_rule = '{{ rule.name }}'

),

{% endfor %}
shared_keys as (

    select
        left_key,
        right_key,
        is_enough
    from found_pairs

{% for rule in conditional_rules %}
    union all

    select
        left_key,
        right_key,
        is_enough
    from candidates_{{ loop.index }}
    where {{ rule.when }}

{% endfor %}
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
