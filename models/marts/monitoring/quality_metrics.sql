-- One row per run × measure × dataset × attribute: what builds measured of their sources
-- and what `kindred validate` found in raw tables and marts.
{{ config(materialized='view') }}

with

builds as (

    select
        'build' as origin,
        run_id,
        ran_at,
        metric,
        dataset,
        attribute,
        value,
        {{ quality_limit('at_least') }} as lower_limit,
        -- a loader that comes every day brings records that nobody has touched for longer
        greatest(
            {{ quality_limit('at_most') }},
            case when metric = 'age_days' then {{ freshness_limit() }} end
        ) as upper_limit,
        usual_value,
        usual_deviation,
        earlier_run_count,
        is_anomaly
    from {{ ref('int_quality_recorded') }}

),

validations as (

    {{ recorded_validations({
        'origin': dbt.type_string(),
        'run_id': dbt.type_string(),
        'ran_at': dbt.type_timestamp(),
        'metric': dbt.type_string(),
        'dataset': dbt.type_string(),
        'attribute': dbt.type_string(),
        'value': type_double(),
        'lower_limit': type_double(),
        'upper_limit': type_double(),
        'usual_value': type_double(),
        'usual_deviation': type_double(),
        'earlier_run_count': dbt.type_bigint(),
        'is_anomaly': 'boolean',
    }) | indent(4) }}

),

measured as (

    select * from builds
    union all
    select * from validations

),

judged as (

    select
        measured.*,
        coalesce(measured.value >= measured.lower_limit, true)
        and coalesce(measured.value <= measured.upper_limit, true) as is_within_limits
    from measured

)

select * from judged
