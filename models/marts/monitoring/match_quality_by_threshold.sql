-- One row per threshold from 0.00 to 0.95 in steps of 0.05: what candidate pairs of
-- labelled records would be worth if all from that probability up were one person, and how
-- true the probabilities between it and the next threshold are.
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
        record_id
    from {{ ref('int_customers_assigned') }}

),

pairs as (

    select
        left_key,
        right_key,
        cast(round(match_probability * 1000000) as bigint) as probability_millionths
    from {{ ref('int_pairs_scored') }}

),

thresholds as (

    {{ probability_thresholds() | indent(4) }}

),

entities as (

    select
        entity_id,
        count(*) as record_count
    from labels
    group by entity_id

),

true_pairs as (

    select
        coalesce(
            sum({{ integer_divide('(record_count * (record_count - 1))', '2') }}), 0
        ) as pair_count
    from entities

),

labelled as (

    select
        assigned.record_key,
        labels.entity_id
    from labels
    inner join assigned
        on labels.record_id = assigned.record_id

),

labelled_pairs as (

    select
        least({{ integer_divide('pairs.probability_millionths', '50000') }}, 19)
            as place,
        pairs.probability_millionths,
        case when left_labels.entity_id = right_labels.entity_id then 1 else 0 end
            as true_count
    from pairs
    inner join labelled as left_labels
        on pairs.left_key = left_labels.record_key
    inner join labelled as right_labels
        on pairs.right_key = right_labels.record_key
    {{ computed_once() }}

),

bins as (

    select
        place,
        count(*) as pair_count,
        sum(true_count) as true_pair_count,
        sum(probability_millionths) as probability_millionths
    from labelled_pairs
    group by place

),

running as (

    select
        thresholds.place,
        thresholds.threshold,
        coalesce(bins.pair_count, 0) as bin_pair_count,
        coalesce(bins.true_pair_count, 0) as bin_true_pair_count,
        bins.probability_millionths,
        sum(coalesce(bins.pair_count, 0)) over (
            order by thresholds.place desc
            rows between unbounded preceding and current row
        ) as pair_count,
        sum(coalesce(bins.true_pair_count, 0)) over (
            order by thresholds.place desc
            rows between unbounded preceding and current row
        ) as true_pair_count
    from thresholds
    left join bins
        on thresholds.place = bins.place

),

shared as (

    select
        running.threshold,
        cast(running.pair_count as bigint) as pair_count,
        cast(running.true_pair_count as bigint) as true_pair_count,
        coalesce(
            cast(running.true_pair_count as {{ type_double() }})
            / nullif(running.pair_count, 0), 1
        ) as pairwise_precision,
        coalesce(
            cast(running.true_pair_count as {{ type_double() }})
            / nullif(true_pairs.pair_count, 0), 1
        ) as pairwise_recall,
        cast(running.bin_pair_count as bigint) as bin_pair_count,
        cast(running.bin_true_pair_count as bigint) as bin_true_pair_count,
        cast(running.probability_millionths as {{ type_double() }})
            / nullif(running.bin_pair_count, 0) / 1000000 as bin_mean_probability,
        cast(running.bin_true_pair_count as {{ type_double() }})
            / nullif(running.bin_pair_count, 0) as bin_true_pair_share
    from running
    cross join true_pairs
    {{ computed_once() }}

),

scored as (

    select
        threshold,
        pair_count,
        true_pair_count,
        pairwise_precision,
        pairwise_recall,
        coalesce(
            2 * pairwise_precision * pairwise_recall
            / nullif(pairwise_precision + pairwise_recall, 0), 0
        ) as pairwise_f1,
        bin_pair_count,
        bin_true_pair_count,
        bin_mean_probability,
        bin_true_pair_share
    from shared

)

select * from scored
