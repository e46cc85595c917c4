-- One row per run × metric × dimension: what every build found, and what it did to ids.
{{ config(materialized='remembered') }}

{% set moved_share =
    rounded('cast(moved_count as ' ~ type_double() ~ ') / record_count', 6) %}
{% set drift = rounded('cast(millionths as ' ~ type_double() ~ ') / 1000000', 6) %}

with

logged as (

    {{ last_state({
        'run_id': dbt.type_string(),
        'run_number': dbt.type_bigint(),
        'ran_at': dbt.type_timestamp(),
        'metric': dbt.type_string(),
        'dimension': dbt.type_string(),
        'value': type_double(),
    }) | indent(4) }}

),

stays as (

    select
        record_key,
        customer_id,
        from_run,
        to_run
    from {{ ref('int_customer_stays_recorded') }}

),

events as (

    select
        event_type,
        run_number
    from {{ ref('identity_events') }}

),

review_pairs as (

    select count(*) as pair_count
    from {{ ref('review_queue') }}

),

review_items as (

    select
        item_type,
        closed_by,
        waiting_days
    from {{ ref('review_items') }}

),

open_items as (

    select
        item_type,
        count(*) as item_count
    from review_items
    where closed_by is null
    group by item_type

),

open_ages as (

    select max(waiting_days) as day_count
    from review_items
    where closed_by is null

),

decided_items as (

    select count(*) as item_count
    from review_items
    where closed_by = 'decision'

),

taken as (

    select
        metric,
        dimension,
        value
    from {{ ref('int_matching_measured') }}

    union all

    select
        metric,
        dimension,
        value
    from {{ ref('int_customers_measured') }}

),

logged_runs as (

    select
        run_id,
        run_number,
        ran_at,
        row_number() over (
            order by ran_at desc, run_number desc, run_id desc
        ) as recency
    from logged
    group by run_id, run_number, ran_at

),

last_runs as (

    select
        max(run_number) as run_number,
        max(ran_at) as ran_at
    from logged

),

id_runs as (

    select coalesce(max(greatest(from_run, coalesce(to_run, 0))), 0) as run_number
    from stays

),

-- A build that speaks of the moment of the last one, and changed no id, is that one again:
-- what it measures takes the place of what was measured then. One that speaks of an earlier
-- moment, by a clock that was set back, is dated a second after the last one.
this_runs as (

    select
        id_runs.run_number,
        case
            when last_runs.ran_at > {{ as_of() }}
                then {{ dbt.dateadd('second', 1, 'last_runs.ran_at') }}
            else {{ as_of() }}
        end as ran_at,
        case
            when
                last_runs.ran_at = {{ as_of() }}
                and last_runs.run_number >= id_runs.run_number
                then 1
            else 0
        end as repeated_count
    from id_runs
    cross join last_runs
    {{ computed_once() }}

),

-- What this run is compared with. The first that is measured has none, and ids are compared
-- with those of the run before its own.
runs_before as (

    select
        logged_runs.run_id,
        coalesce(logged_runs.run_number, this_runs.run_number - 1) as run_number
    from this_runs
    left join logged_runs on this_runs.repeated_count + 1 = logged_runs.recency

),

kept as (

    select
        logged.run_id,
        logged.run_number,
        logged.ran_at,
        logged.metric,
        logged.dimension,
        logged.value
    from logged
    inner join logged_runs on logged.run_id = logged_runs.run_id
    cross join this_runs
    where
        logged_runs.recency > this_runs.repeated_count
        -- the many weights are kept for the next comparison only
        and (
            logged.metric <> 'level_weight_bits'
            or logged_runs.recency = this_runs.repeated_count + 1
        )

),

taken_before as (

    select
        logged.metric,
        logged.dimension,
        logged.value
    from logged
    inner join runs_before on logged.run_id = runs_before.run_id

),

event_types as (

    {% for event_type, metric in {
        'created': 'created_customers',
        'restored': 'restored_customers',
        'retired': 'retired_customers',
        'merged': 'merges',
        'split': 'splits',
        'moved': 'moves',
    }.items() -%}
        select
            '{{ event_type }}' as event_type,
            '{{ metric }}' as metric
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

events_counted as (

    select
        events.event_type,
        count(*) as event_count
    from events
    inner join runs_before on events.run_number > runs_before.run_number
    group by events.event_type

),

-- Records that were with a customer before and are with one now.
lasting_records as (

    select
        count(*) as record_count,
        sum(case when now.customer_id <> earlier.customer_id then 1 else 0 end)
            as moved_count
    from stays as earlier
    inner join runs_before
        on earlier.from_run <= runs_before.run_number
            and coalesce(earlier.to_run, runs_before.run_number + 1)
            > runs_before.run_number
    inner join stays as now
        on earlier.record_key = now.record_key
            and now.to_run is null

),

-- A bin without pairs counts as one in ten thousand, so that it has a logarithm.
score_shares as (

    select
        dimension,
        greatest(value / nullif(sum(value) over (), 0), 0.0001) as pair_share
    from taken
    where metric = 'scored_pairs'

),

score_shares_before as (

    select
        dimension,
        greatest(value / nullif(sum(value) over (), 0), 0.0001) as pair_share
    from taken_before
    where metric = 'scored_pairs'

),

score_drift as (

    select
        sum(cast(round(
            1000000 * (now.pair_share - earlier.pair_share)
            * ln(now.pair_share / earlier.pair_share)
        ) as bigint)) as millionths
    from score_shares as now
    inner join score_shares_before as earlier on now.dimension = earlier.dimension

),

weight_groups as (

    select
        weight_group,
        weight_group || ' ' || level_code as dimension
    from {{ ref('int_match_weights_trained') }}

),

weight_drift as (

    select
        weight_groups.weight_group,
        max(abs(now.value - earlier.value)) as largest_change_bits
    from taken as now
    inner join taken_before as earlier
        on now.metric = earlier.metric
            and now.dimension = earlier.dimension
    inner join weight_groups on now.dimension = weight_groups.dimension
    where now.metric = 'level_weight_bits'
    group by weight_groups.weight_group

),

measured as (

    select
        metric,
        dimension,
        value
    from taken

    union all

    {{ measure('review_pairs', 'pair_count', 'review_pairs') }}

    union all

    {{ measure('review_items', 'item_count', 'open_items', 'item_type') }}

    union all

    {{ measure('review_oldest_days', 'day_count', 'open_ages') }}
    where day_count is not null

    union all

    {{ measure('decided_items', 'item_count', 'decided_items') }}

    union all

    select
        event_types.metric,
        cast(null as {{ dbt.type_string() }}) as dimension,
        cast(coalesce(events_counted.event_count, 0) as {{ type_double() }}) as value
    from event_types
    left join events_counted on event_types.event_type = events_counted.event_type

    union all

    {{ measure('moved_record_share', moved_share, 'lasting_records') }}
    where record_count > 0

    union all

    select
        'max_identity_churn' as metric,
        cast(null as {{ dbt.type_string() }}) as dimension,
        cast(
            {{ 1 if var('max_identity_churn') is none else var('max_identity_churn') }}
            as {{ type_double() }}
        ) as value

    union all

    {{ measure('score_drift', drift, 'score_drift') }}
    where millionths is not null

    union all

    {{ measure(
        'weight_drift_bits', rounded('largest_change_bits', 6), 'weight_drift', 'weight_group'
    ) }}

)

select * from kept
union all
select
    {{ second_text('this_runs.ran_at') }} || ' '
    || cast(this_runs.run_number as {{ dbt.type_string() }}) as run_id,
    this_runs.run_number,
    this_runs.ran_at,
    measured.metric,
    measured.dimension,
    measured.value
from measured
cross join this_runs
