-- One row per run × measure × source × attribute: what every build found of its sources,
-- beside what was usual in the runs before it.
{{ config(materialized='remembered') }}

{% set usual_value =
    rounded('cast(sum(value) as ' ~ type_double() ~ ') / count(*)', 6) -%}
{% set usual_deviation =
    rounded('cast(sum(deviation) as ' ~ type_double() ~ ') / count(*)', 6) -%}

with

logged as (

    {{ last_state({
        'run_id': dbt.type_string(),
        'run_number': dbt.type_bigint(),
        'ran_at': dbt.type_timestamp(),
        'metric': dbt.type_string(),
        'dataset': dbt.type_string(),
        'attribute': dbt.type_string(),
        'value': type_double(),
        'usual_value': type_double(),
        'usual_deviation': type_double(),
        'earlier_run_count': dbt.type_bigint(),
        'is_anomaly': 'boolean',
    }) | indent(4) }}

),

measured as (

    select
        metric,
        dataset,
        attribute,
        value
    from {{ ref('int_sources_measured') }}

),

-- A build that speaks of a moment that one before spoke of is that one again: what it
-- measures takes the place of what was measured then. Runs are numbered in the order in
-- which they were made, which is not that of their moments where a clock was wrong.
kept_runs as (

    select
        ran_at,
        row_number() over (order by coalesce(run_number, 0), ran_at) as run_number,
        row_number() over (
            order by coalesce(run_number, 0) desc, ran_at desc
        ) as recency
    from logged
    where ran_at <> {{ as_of() }}
    group by run_number, ran_at

),

this_runs as (

    select
        {{ as_of() }} as ran_at,
        coalesce(max(run_number), 0) + 1 as run_number
    from kept_runs

),

kept as (

    select
        logged.run_id,
        kept_runs.run_number,
        logged.ran_at,
        logged.metric,
        logged.dataset,
        logged.attribute,
        logged.value,
        logged.usual_value,
        logged.usual_deviation,
        logged.earlier_run_count,
        logged.is_anomaly
    from logged
    inner join kept_runs on logged.ran_at = kept_runs.ran_at

),

history as (

    select
        kept.metric,
        kept.dataset,
        coalesce(kept.attribute, '') as attribute_key,
        kept.value,
        row_number() over (
            partition by kept.metric, kept.dataset, kept.attribute
            order by kept.value, kept.run_number
        ) as place,
        count(*) over (
            partition by kept.metric, kept.dataset, kept.attribute
        ) as run_count
    from kept
    inner join kept_runs on kept.ran_at = kept_runs.ran_at
    where kept_runs.recency <= {{ var('anomaly_runs') }}

),

medians as (

    select
        metric,
        dataset,
        attribute_key,
        run_count,
        {{ usual_value }} as usual_value
    from history
    where
        place between {{ integer_divide('(run_count + 1)', '2') }}
        and {{ integer_divide('(run_count + 2)', '2') }}
    group by metric, dataset, attribute_key, run_count

),

deviations as (

    select
        history.metric,
        history.dataset,
        history.attribute_key,
        history.run_count,
        abs(history.value - medians.usual_value) as deviation
    from history
    inner join medians
        on history.metric = medians.metric
            and history.dataset = medians.dataset
            and history.attribute_key = medians.attribute_key
    {{ computed_once() }}

),

deviations_ranked as (

    select
        metric,
        dataset,
        attribute_key,
        run_count,
        deviation,
        row_number() over (
            partition by metric, dataset, attribute_key order by deviation
        ) as place
    from deviations

),

median_deviations as (

    select
        metric,
        dataset,
        attribute_key,
        {{ usual_deviation }} as usual_deviation
    from deviations_ranked
    where
        place between {{ integer_divide('(run_count + 1)', '2') }}
        and {{ integer_divide('(run_count + 2)', '2') }}
    group by metric, dataset, attribute_key

),

compared as (

    select
        measured.metric,
        measured.dataset,
        measured.attribute,
        measured.value,
        medians.usual_value,
        median_deviations.usual_deviation,
        coalesce(medians.run_count, 0) as earlier_run_count
    from measured
    left join medians
        on measured.metric = medians.metric
            and measured.dataset = medians.dataset
            and coalesce(measured.attribute, '') = medians.attribute_key
    left join median_deviations
        on measured.metric = median_deviations.metric
            and measured.dataset = median_deviations.dataset
            and coalesce(measured.attribute, '') = median_deviations.attribute_key

),

-- The median and the median deviation from it: a few odd runs move neither. 1.4826 makes
-- the latter that of a normal distribution's standard deviation.
flagged as (

    select
        metric,
        dataset,
        attribute,
        value,
        usual_value,
        usual_deviation,
        earlier_run_count,
        coalesce(
            earlier_run_count >= {{ var('anomaly_min_runs') }}
            and abs(value - usual_value) > greatest(
                {{ var('anomaly_deviations') }} * 1.4826 * usual_deviation,
                coalesce({{ quality_limit('usual_within') }}, 0),
                coalesce({{ quality_limit('usual_ratio') }}, 0) * abs(usual_value)
            ),
            false
        ) as is_anomaly
    from compared

)

select * from kept
union all
select
    {{ second_text('this_runs.ran_at') }} as run_id,
    this_runs.run_number,
    this_runs.ran_at,
    flagged.metric,
    flagged.dataset,
    flagged.attribute,
    flagged.value,
    flagged.usual_value,
    flagged.usual_deviation,
    flagged.earlier_run_count,
    flagged.is_anomaly
from flagged
cross join this_runs
