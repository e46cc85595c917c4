-- The steps of every pair worth explaining lead from the prior to the probability and the
-- weight that the pair was scored with.
-- Breaks when a comparison is weighed twice or not at all, a frequency is forgotten, the
-- second part of a joint is weighed as if it stood alone, or a pair is left unexplained.

with

scored as (

    select
        left_records.record_id as left_record_id,
        right_records.record_id as right_record_id,
        pairs.match_weight,
        pairs.match_probability
    from {{ ref('int_pairs_scored') }} as pairs
    inner join {{ ref('int_customers_assigned') }} as left_records
        on pairs.left_key = left_records.record_key
    inner join {{ ref('int_customers_assigned') }} as right_records
        on pairs.right_key = right_records.record_key
    where pairs.match_probability >= {{ var('review_threshold') }}

),

directed as (

    select
        {{ surrogate_key(['left_record_id', 'right_record_id']) }} as pair_id,
        match_weight,
        match_probability
    from scored
    where {{ bytewise('left_record_id') }} < {{ bytewise('right_record_id') }}

    union all

    select
        {{ surrogate_key(['right_record_id', 'left_record_id']) }} as pair_id,
        match_weight,
        match_probability
    from scored
    where {{ bytewise('right_record_id') }} < {{ bytewise('left_record_id') }}

),

steps as (

    select
        pair_id,
        step,
        match_weight,
        running_total,
        max(step) over (partition by pair_id) as last_step
    from {{ ref('match_explanations') }}

),

totals as (

    select
        pair_id,
        sum(match_weight) as weight_sum,
        max(case when step = 0 then running_total end) as first_total,
        max(case when step = last_step then running_total end) as last_total
    from steps
    group by pair_id

),

compared as (

    select
        coalesce(directed.pair_id, totals.pair_id) as pair_id,
        directed.match_probability,
        directed.match_weight,
        totals.weight_sum,
        totals.first_total,
        totals.last_total,
        1 / (1 + exp(-totals.last_total * ln(2.0))) as last_probability
    from directed
    full outer join totals
        on directed.pair_id = totals.pair_id

)

select *
from compared
where
    last_total is null
    or abs(weight_sum - last_total) > 0.00001
    or abs(last_probability - match_probability) > 0.0001
    or abs(last_total - first_total - match_weight) > 0.001
