-- One row per blocking rule: what it brings together, what it passes over, and what only
-- it finds. Of a rule with a condition only the pairs that meet it.
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

shared_blocks as (

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
        block_size_limit,
        pair_budget,
        declared_pair_count,
        pair_count
    from {{ ref('int_block_limits_set') }}

),

compared_pairs as (

    select
        left_key,
        right_key
    from {{ ref('int_pairs_blocked') }}

),

edges as (

    select
        left_key,
        right_key
    from {{ ref('int_edges_accepted') }}

),

sized_keys as (

    select
        keys.record_key,
        keys.blocking_rule,
        keys.blocking_key,
        coalesce(shared_blocks.record_count, 1) as block_size
    from keys
    left join shared_blocks
        on keys.blocking_rule = shared_blocks.blocking_rule
        and keys.blocking_key = shared_blocks.blocking_key

),

judged_keys as (

    select
        sized_keys.record_key,
        sized_keys.blocking_rule,
        sized_keys.blocking_key,
        sized_keys.block_size,
        case
            when sized_keys.block_size = 1 then 'alone'
            when sized_keys.block_size > limits.declared_limit then 'too large'
            when sized_keys.block_size > limits.block_size_limit then 'over budget'
            else 'kept'
        end as judgement
    from sized_keys
    inner join limits
        on sized_keys.blocking_rule = limits.blocking_rule
    {{ read_often('sized_keys.record_key') }}

),

keys_counted as (

    select
        blocking_rule,
        count(distinct blocking_key) as key_count,
        count(distinct record_key) as record_count,
        count(distinct case when judgement = 'too large' then blocking_key end)
            as passed_over_key_count,
        count(distinct case when judgement = 'too large' then record_key end)
            as passed_over_record_count,
        count(distinct case when judgement = 'over budget' then blocking_key end)
            as passed_over_by_budget_key_count,
        count(distinct case when judgement = 'over budget' then record_key end)
            as passed_over_by_budget_record_count,
        max(block_size) as largest_block_record_count
    from judged_keys
    group by blocking_rule

),

kept_keys as (

    select
        record_key,
        blocking_rule,
        blocking_key
    from judged_keys
    where judgement = 'kept'

),

shared_keys as (

    select
        left_keys.record_key as left_key,
        right_keys.record_key as right_key,
        left_keys.blocking_rule
    from kept_keys as left_keys
    inner join kept_keys as right_keys
        on left_keys.blocking_rule = right_keys.blocking_rule
        and left_keys.blocking_key = right_keys.blocking_key
        and left_keys.record_key < right_keys.record_key
{%- if conditional_rules %}
    where left_keys.blocking_rule in ('{{ plain_rules | join("', '") }}')
{%- endif %}
{% for rule in conditional_rules %}
    union all

    select
        left_key,
        right_key,
        '{{ rule.name }}' as blocking_rule
    from (
        {{ conditional_pairs(rule, 'kept_keys', 'blocking_key') | indent(8) }}
    ) as conditional_pairs_{{ loop.index }}
{% endfor %}
),

found_pairs as (

    select distinct
        shared_keys.left_key,
        shared_keys.right_key,
        shared_keys.blocking_rule
    from shared_keys
    -- without those that share one key only, of too large a block
    inner join compared_pairs
        on shared_keys.left_key = compared_pairs.left_key
        and shared_keys.right_key = compared_pairs.right_key

),

lone_pairs as (

    select
        left_key,
        right_key,
        min(blocking_rule) as blocking_rule
    from found_pairs
    group by left_key, right_key
    having count(*) = 1

),

found_pairs_counted as (

    select
        blocking_rule,
        count(*) as pair_count
    from found_pairs
    group by blocking_rule

),

accepted_pairs as (

    select
        found_pairs.blocking_rule,
        count(*) as accepted_pair_count
    from found_pairs
    inner join edges
        on found_pairs.left_key = edges.left_key
        and found_pairs.right_key = edges.right_key
    group by found_pairs.blocking_rule

),

lone_pairs_counted as (

    select
        lone_pairs.blocking_rule,
        count(*) as unique_pair_count,
        count(edges.left_key) as unique_accepted_pair_count
    from lone_pairs
    left join edges
        on lone_pairs.left_key = edges.left_key
        and lone_pairs.right_key = edges.right_key
    group by lone_pairs.blocking_rule

),

reported as (

    select
        limits.blocking_rule,
        coalesce(keys_counted.key_count, 0) as key_count,
        coalesce(keys_counted.record_count, 0) as record_count,
        coalesce(keys_counted.largest_block_record_count, 0)
            as largest_block_record_count,
        limits.declared_limit as max_block_size,
        coalesce(keys_counted.passed_over_key_count, 0) as passed_over_key_count,
        coalesce(keys_counted.passed_over_record_count, 0) as passed_over_record_count,
        limits.pair_budget,
        limits.block_size_limit,
        coalesce(keys_counted.passed_over_by_budget_key_count, 0)
            as passed_over_by_budget_key_count,
        coalesce(keys_counted.passed_over_by_budget_record_count, 0)
            as passed_over_by_budget_record_count,
        limits.declared_pair_count - limits.pair_count
            as passed_over_by_budget_pair_count,
        limits.pair_count as estimated_pair_count,
        coalesce(found_pairs_counted.pair_count, 0) as pair_count,
        coalesce(lone_pairs_counted.unique_pair_count, 0) as unique_pair_count,
        coalesce(accepted_pairs.accepted_pair_count, 0) as accepted_pair_count,
        coalesce(lone_pairs_counted.unique_accepted_pair_count, 0)
            as unique_accepted_pair_count
    from limits
    left join keys_counted
        on limits.blocking_rule = keys_counted.blocking_rule
    left join found_pairs_counted
        on limits.blocking_rule = found_pairs_counted.blocking_rule
    left join accepted_pairs
        on limits.blocking_rule = accepted_pairs.blocking_rule
    left join lone_pairs_counted
        on limits.blocking_rule = lone_pairs_counted.blocking_rule

)

select * from reported
