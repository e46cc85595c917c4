-- One row per run × source: how much it delivered, how complete, how sound and how fresh,
-- and how many of its records found another one.
{{ config(materialized='view') }}

{% set measures = {
    'row_count': 'record_count',
    'age_days': 'age_days',
    'match_rate': 'match_rate',
    'duplicate_share': 'duplicate_share',
    'missing_share': 'missing_share',
    'invalid_share': 'invalid_share',
} -%}

with

metrics as (

    select
        run_id,
        ran_at,
        metric,
        dataset,
        attribute,
        value,
        is_within_limits,
        is_anomaly
    from {{ ref('quality_metrics') }}
    where
        origin = 'build'
        -- raw tables that are no source of persons are in quality_metrics alone
        and dataset not in (
            {% for dataset in delivered_tables() -%}
                '{{ dataset }}',
            {% endfor -%}
            'all'
        )

),

summarized as (

    select
        run_id,
        ran_at,
        dataset as source_name,
        {% for metric, column in measures.items() -%}
            max(
                case when metric = '{{ metric }}' and attribute is null then value end
            ) as {{ column }},
        {% endfor -%}
        max(
            case when metric = 'age_days' and not is_within_limits then 1 else 0 end
        ) = 1 as is_stale,
        sum(case when is_within_limits then 0 else 1 end) as breached_limit_count,
        sum(case when is_anomaly then 1 else 0 end) as anomaly_count
    from metrics
    group by run_id, ran_at, dataset

)

select
    run_id,
    ran_at,
    source_name,
    cast(record_count as {{ dbt.type_bigint() }}) as record_count,
    cast(age_days as {{ dbt.type_bigint() }}) as age_days,
    match_rate,
    duplicate_share,
    missing_share,
    invalid_share,
    is_stale,
    breached_limit_count,
    anomaly_count
from summarized
