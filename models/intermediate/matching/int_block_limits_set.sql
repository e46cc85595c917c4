-- One row per blocking rule: the largest block that it compares, so that its pairs stay
-- within its budget. Blocks are passed over from the largest down, all of one size
-- together: what is kept does not depend on the order of rows.
--
--     blocks of      2   3   5   9      budget 20: the block of 9 is passed over, and the
--     pairs, so far  1   4  14  50      limit is 5
{{ config(
    materialized='patched',
    changes=['blocking_rule', 'block_size_limit', 'lone_block_size_limit'],
    watched=['blocking_rule']
) }}

{# no block and no rule comes near this, and times the records it is a bigint still #}
{% set no_limit = 1000000000 %}
{% set default_limit = var('max_block_size') or no_limit %}
{% set default_lone_limit = var('max_lone_block_size') or no_limit %}

with rules as (

{% for rule in var('blocking_rules') %}
    select
        '{{ rule.name }}' as blocking_rule,
        cast({{ rule.get('max_block_size') or default_limit }} as bigint)
            as declared_limit,
        -- a condition is met by few, however many have the key
        cast({{ rule.get('max_lone_block_size')
            or (no_limit if rule.get('when') else default_lone_limit) }} as bigint)
            as lone_block_size_limit
    {{ 'union all' if not loop.last }}
{% endfor %}

),

budgets as (

    select
        count(*)
        * cast({{ var('max_pairs_per_record_and_rule') or no_limit }} as bigint)
            as pair_budget
    from {{ ref('int_records_prepared') }}

),

blocks as (

    select
        blocking_rule,
        record_count
    from {{ ref('int_blocks_counted') }}

),

sizes as (

    select
        blocks.blocking_rule,
        blocks.record_count as block_size,
        count(*) * {{ integer_divide(
            '(blocks.record_count * (blocks.record_count - 1))', '2'
        ) }} as pair_count
    from blocks
    inner join rules
        on blocks.blocking_rule = rules.blocking_rule
        and blocks.record_count <= rules.declared_limit
    group by blocks.blocking_rule, blocks.record_count

),

running as (

    select
        blocking_rule,
        block_size,
        pair_count,
        sum(pair_count) over (
            partition by blocking_rule
            order by block_size asc
            rows between unbounded preceding and current row
        ) as running_pair_count
    from sizes

),

summed as (

    select
        running.blocking_rule,
        max(
            case
                when running.running_pair_count <= budgets.pair_budget
                    then running.block_size
            end
        ) as largest_kept_size,
        sum(running.pair_count) as declared_pair_count,
        sum(
            case
                when running.running_pair_count <= budgets.pair_budget
                    then running.pair_count
                else 0
            end
        ) as pair_count
    from running
    cross join budgets
    group by running.blocking_rule

),

limits as (

    select
        rules.blocking_rule,
        rules.declared_limit,
        budgets.pair_budget,
        cast(coalesce(summed.declared_pair_count, 0) as bigint) as declared_pair_count,
        cast(coalesce(summed.pair_count, 0) as bigint) as pair_count,
        coalesce(summed.declared_pair_count > summed.pair_count, false)
            as is_over_budget,
        case
            when summed.declared_pair_count > summed.pair_count
                then coalesce(summed.largest_kept_size, 1)
            else rules.declared_limit
        end as block_size_limit,
        rules.lone_block_size_limit
    from rules
    cross join budgets
    left join summed
        on rules.blocking_rule = summed.blocking_rule

)

select * from limits
