{#
    Average linkage as a loop of GROUP BYs.

    The likeness of two clusters is the mean match probability over all pairs between them,
    or over those of two named records where that is less: a record with a mailbox and no
    given name may be of either of the two people who share it, and does not make them one.
    A pair that was never compared counts as 0; one that was, and had nothing to compare or
    nothing that tells, is left out. Two clusters with a forbidden pair between them never
    merge. In each round every cluster names its
    best partner among those alike enough; partners that name each other merge. It ends
    when no two do. Ties go by the product of the two keys modulo a prime, an order of all
    pairs: the best pair of all always merges, the result does not depend on the order of
    rows, and of n records that are all alike a share merges in every round. (Were the least
    key to win, all would wait for one, for n - 1 rounds.)

        A═B ─ C ═ D     A, B and C, D name each other and merge; the mean over the four
           (weak)       pairs between AB and CD then decides, not the one link B ─ C.

    R. Sokal and C. Michener, A statistical method for evaluating systematic relationships,
    1958; where every record is named, reciprocal nearest neighbours give the same tree as
    one merge at a time.

    A round holds one row per directed pair of clusters (both directions present):
      left_key, right_key            bigint, the clusters
      left_size, right_size          bigint, their records
      left_named, right_named        bigint, those of them with a given name of their own
      probability_sum                double, over the scored pairs between them
      neutral_count                  bigint, the pairs between them that are left out
      named_probability_sum          double, and
      named_neutral_count            bigint, the same of pairs of two named records
      forbidden_count                bigint, the pairs between them that may not be one person
      left_next_key, right_next_key  bigint, the clusters of the next round
#}
{% macro linkage_step(rounds, settings) -%}
{#- products of two lesser numbers are bigints -#}
{%- set prime = 2147483647 -%}
with sizes as (

    select
        left_next_key as cluster_key,
        sum(left_size) as cluster_size,
        sum(left_named) as cluster_named
    from (
        select distinct
            left_key,
            left_size,
            left_named,
            left_next_key
        from {{ rounds[-1] }}
    ) as clusters
    group by left_next_key

),

merged_pairs as (

    select
        left_next_key as left_key,
        right_next_key as right_key,
        {{ rounded('sum(probability_sum)', 6) }} as probability_sum,
        sum(neutral_count) as neutral_count,
        {{ rounded('sum(named_probability_sum)', 6) }} as named_probability_sum,
        sum(named_neutral_count) as named_neutral_count,
        sum(forbidden_count) as forbidden_count
    from {{ rounds[-1] }}
    where left_next_key <> right_next_key
    group by left_next_key, right_next_key

),

sized_pairs as (

    select
        merged_pairs.left_key,
        merged_pairs.right_key,
        left_sizes.cluster_size as left_size,
        right_sizes.cluster_size as right_size,
        left_sizes.cluster_named as left_named,
        right_sizes.cluster_named as right_named,
        merged_pairs.probability_sum,
        merged_pairs.neutral_count,
        merged_pairs.named_probability_sum,
        merged_pairs.named_neutral_count,
        merged_pairs.forbidden_count
    from merged_pairs
    inner join sizes as left_sizes
        on merged_pairs.left_key = left_sizes.cluster_key
    inner join sizes as right_sizes
        on merged_pairs.right_key = right_sizes.cluster_key

),

means as (

    select
        left_key,
        right_key,
        probability_sum / (left_size * right_size - neutral_count) as mean_probability,
        named_probability_sum
        / nullif(left_named * right_named - named_neutral_count, 0)
            as named_mean_probability
    from sized_pairs
    where forbidden_count = 0 and probability_sum > 0

),

alike_pairs as (

    select
        left_key,
        right_key,
        {{ rounded(
            'least(mean_probability, coalesce(named_mean_probability, mean_probability))', 9
        ) }} as likeness
    from means

),

preferences as (

    select
        left_key,
        right_key,
        row_number() over (
            partition by left_key
            order by
                likeness desc,
                ((left_key % {{ prime }}) * (right_key % {{ prime }})) % {{ prime }},
                least(left_key, right_key),
                greatest(left_key, right_key)
        ) as preference
    from alike_pairs
    where likeness >= {{ var('merge_threshold') }}

),

choices as (

    select
        left_key,
        right_key
    from preferences
    where preference = 1

),

merges as (

    select
        choices.left_key as cluster_key,
        least(choices.left_key, choices.right_key) as next_key
    from choices
    inner join choices as answers
        on choices.left_key = answers.right_key
        and choices.right_key = answers.left_key

)

select
    sized_pairs.left_key,
    sized_pairs.right_key,
    sized_pairs.left_size,
    sized_pairs.right_size,
    sized_pairs.left_named,
    sized_pairs.right_named,
    sized_pairs.probability_sum,
    sized_pairs.neutral_count,
    sized_pairs.named_probability_sum,
    sized_pairs.named_neutral_count,
    sized_pairs.forbidden_count,
    coalesce(left_merges.next_key, sized_pairs.left_key) as left_next_key,
    coalesce(right_merges.next_key, sized_pairs.right_key) as right_next_key
from sized_pairs
left join merges as left_merges
    on sized_pairs.left_key = left_merges.cluster_key
left join merges as right_merges
    on sized_pairs.right_key = right_merges.cluster_key
{%- endmacro %}
