-- A single row: how well customers fit the labelled people, pairwise and B-cubed.
{{ config(enabled=var('labels_relation') is not none) }}

with labels as (

    select
        record_id,
        entity_id
    from {{ ref('stg_labels__records') }}

),

assigned as (

    select
        record_key,
        record_id,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

blocked_pairs as (

    select
        left_key,
        right_key
    from {{ ref('int_pairs_blocked') }}

),

-- A labelled record that no source has is a customer of its own.
labelled as (

    select
        labels.record_id,
        labels.entity_id,
        assigned.record_key,
        coalesce('c' || assigned.customer_id, 's' || labels.record_id) as customer_id
    from labels
    left join assigned
        on labels.record_id = assigned.record_id

),

contingency as (

    select
        customer_id,
        entity_id,
        count(*) as record_count
    from labelled
    group by customer_id, entity_id

),

customers as (

    select
        customer_id,
        count(*) as record_count
    from labelled
    group by customer_id

),

entities as (

    select
        entity_id,
        count(*) as record_count
    from labelled
    group by entity_id

),

right_pairs as (

    select
        coalesce(
            sum({{ integer_divide('(record_count * (record_count - 1))', '2') }}), 0
        ) as pair_count
    from contingency

),

found_pairs as (

    select
        count(*) as customer_count,
        coalesce(
            sum({{ integer_divide('(record_count * (record_count - 1))', '2') }}), 0
        ) as pair_count
    from customers

),

true_pairs as (

    select
        count(*) as entity_count,
        coalesce(sum(record_count), 0) as record_count,
        coalesce(
            sum({{ integer_divide('(record_count * (record_count - 1))', '2') }}), 0
        ) as pair_count
    from entities

),

blocked_true_pairs as (

    select count(*) as pair_count
    from blocked_pairs
    inner join labelled as left_labels
        on blocked_pairs.left_key = left_labels.record_key
    inner join labelled as right_labels
        on blocked_pairs.right_key = right_labels.record_key
    where left_labels.entity_id = right_labels.entity_id

),

-- Squares are whole numbers and are added up by size before they are divided; quotients
-- are added up in whole billionths, so that the order of rows changes no bit.
squares_by_customer_size as (

    select
        customers.record_count as size,
        sum(contingency.record_count * contingency.record_count) as square_sum
    from contingency
    inner join customers
        on contingency.customer_id = customers.customer_id
    group by customers.record_count

),

squares_by_entity_size as (

    select
        entities.record_count as size,
        sum(contingency.record_count * contingency.record_count) as square_sum
    from contingency
    inner join entities
        on contingency.entity_id = entities.entity_id
    group by entities.record_count

),

customer_shares as (

    select
        coalesce(sum(cast(round(
            cast(square_sum as {{ type_double() }}) / size * 1000000000
        ) as bigint)), 0) as billionths
    from squares_by_customer_size

),

entity_shares as (

    select
        coalesce(sum(cast(round(
            cast(square_sum as {{ type_double() }}) / size * 1000000000
        ) as bigint)), 0) as billionths
    from squares_by_entity_size

),

counted as (

    select
        cast(true_pairs.record_count as bigint) as labelled_record_count,
        cast(true_pairs.entity_count as bigint) as entity_count,
        cast(found_pairs.customer_count as bigint) as customer_count,
        cast(true_pairs.pair_count as bigint) as true_pair_count,
        cast(found_pairs.pair_count as bigint) as merged_pair_count,
        cast(right_pairs.pair_count as bigint) as true_merged_pair_count,
        cast(blocked_true_pairs.pair_count as bigint) as true_blocked_pair_count,
        cast(customer_shares.billionths as {{ type_double() }})
            / nullif(true_pairs.record_count, 0) / 1000000000 as bcubed_precision,
        cast(entity_shares.billionths as {{ type_double() }})
            / nullif(true_pairs.record_count, 0) / 1000000000 as bcubed_recall
    from true_pairs
    cross join found_pairs
    cross join right_pairs
    cross join blocked_true_pairs
    cross join customer_shares
    cross join entity_shares

),

shared as (

    select
        counted.*,
        coalesce(
            cast(counted.true_merged_pair_count as {{ type_double() }})
            / nullif(counted.merged_pair_count, 0), 1
        ) as pairwise_precision,
        coalesce(
            cast(counted.true_merged_pair_count as {{ type_double() }})
            / nullif(counted.true_pair_count, 0), 1
        ) as pairwise_recall,
        coalesce(
            cast(counted.true_blocked_pair_count as {{ type_double() }})
            / nullif(counted.true_pair_count, 0), 1
        ) as blocking_recall
    from counted
    {{ computed_once() }}

),

scored as (

    select
        labelled_record_count,
        entity_count,
        customer_count,
        true_pair_count,
        merged_pair_count,
        true_merged_pair_count,
        pairwise_precision,
        pairwise_recall,
        coalesce(
            2 * pairwise_precision * pairwise_recall
            / nullif(pairwise_precision + pairwise_recall, 0), 0
        ) as pairwise_f1,
        bcubed_precision,
        bcubed_recall,
        2 * bcubed_precision * bcubed_recall
            / nullif(bcubed_precision + bcubed_recall, 0) as bcubed_f1,
        true_blocked_pair_count,
        blocking_recall
    from shared

)

select * from scored
