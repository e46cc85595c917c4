-- One row per threshold from 0.00 to 0.95 in steps of 0.05: how many of the pairs from that
-- probability up stewards have called the same person, and how surely.
--
-- What is merged without a doubt is rarely decided, so that decided pairs are worse than
-- all pairs above a threshold: the shares here err on the safe side.

{# 97.5th percentile of the normal distribution: an interval of 95 % #}
{% set z = 1.959963984540054 %}

with decisions as (

    select
        left_key,
        right_key,
        case when decision = 'same' then 1 else 0 end as same_count
    from {{ ref('int_decisions_applied') }}

),

pairs as (

    select
        left_key,
        right_key,
        cast(round(match_probability * 1000000) as bigint) as probability_millionths
    from {{ ref('int_pairs_scored') }}

),

decided as (

    select
        least({{ integer_divide('pairs.probability_millionths', '50000') }}, 19)
            as place,
        decisions.same_count
    from decisions
    inner join pairs
        on decisions.left_key = pairs.left_key
        and decisions.right_key = pairs.right_key
    {{ computed_once() }}

),

bins as (

    select
        place,
        count(*) as pair_count,
        sum(same_count) as same_pair_count
    from decided
    group by place

),

thresholds as (

    {{ probability_thresholds() | indent(4) }}

),

running as (

    select
        thresholds.threshold,
        bins.pair_count is not null as is_decided,
        cast(sum(coalesce(bins.pair_count, 0)) over (
            order by thresholds.place desc
            rows between unbounded preceding and current row
        ) as bigint) as decided_pair_count,
        cast(sum(coalesce(bins.same_pair_count, 0)) over (
            order by thresholds.place desc
            rows between unbounded preceding and current row
        ) as bigint) as same_pair_count
    from thresholds
    left join bins
        on thresholds.place = bins.place

),

shared as (

    select
        threshold,
        is_decided,
        decided_pair_count,
        same_pair_count,
        nullif(cast(decided_pair_count as {{ type_double() }}), 0) as n,
        cast(same_pair_count as {{ type_double() }}) / nullif(decided_pair_count, 0)
            as same_share
    from running
    {{ computed_once() }}

),

-- Wilson's interval (1927), which holds for few decisions and for shares near 1.
bounded as (

    select
        threshold,
        is_decided,
        decided_pair_count,
        same_pair_count,
        {{ rounded('same_share', 6) }} as same_share,
        {{ rounded(
            '(same_share + ' ~ z * z ~ ' / (2 * n) - ' ~ z
            ~ ' * sqrt(same_share * (1 - same_share) / n + ' ~ z * z ~ ' / (4 * n * n)))'
            ~ ' / (1 + ' ~ z * z ~ ' / n)', 6
        ) }} as least_same_share
    from shared
    {{ computed_once() }}

),

-- No threshold below the least probability that somebody has decided about.
advised as (

    select min(threshold) as threshold
    from bounded
    where
        is_decided
        and least_same_share >= {{ var('advised_precision') }}

),

advice as (

    select
        bounded.threshold,
        bounded.decided_pair_count,
        bounded.same_pair_count,
        bounded.same_share,
        bounded.least_same_share,
        coalesce(bounded.threshold = advised.threshold, false) as is_advised
    from bounded
    cross join advised

)

select * from advice
