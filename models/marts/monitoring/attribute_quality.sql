-- One row per run × source × attribute: how often it is missing, and how often what the
-- source wrote says nothing.
{{ config(materialized='view') }}

with

metrics as (

    select
        run_id,
        ran_at,
        metric,
        dataset,
        attribute,
        value,
        usual_value,
        is_within_limits,
        is_anomaly
    from {{ ref('quality_metrics') }}
    where origin = 'build' and attribute is not null

),

summarized as (

    select
        run_id,
        ran_at,
        dataset as source_name,
        attribute,
        max(case when metric = 'missing_share' then value end) as missing_share,
        max(case when metric = 'missing_share' then usual_value end)
            as usual_missing_share,
        max(case when metric = 'invalid_share' then value end) as invalid_share,
        max(case when metric = 'invalid_share' then usual_value end)
            as usual_invalid_share,
        max(case when is_within_limits then 0 else 1 end) = 1 as has_breached_limit,
        max(case when is_anomaly then 1 else 0 end) = 1 as is_anomaly
    from metrics
    group by run_id, ran_at, dataset, attribute

)

select * from summarized
