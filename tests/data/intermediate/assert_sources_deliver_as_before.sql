-- Guards everything that is published against a delivery that went wrong: no source that is
-- switched on brings nothing, far more or far fewer records than in the run before, last
-- year's file again, or records in a state that they had left. It reads the first table of
-- the way, so that a build that fails here has rewritten no other one.
-- What would break: customers split or vanish because their records did not come, or every
-- count doubles because they came twice, and nobody asks until the campaign is out.

{% set faults -%}
with

records as (

    select
        record_id,
        source_name,
        coalesce(updated_at, created_at) as changed_at
    from {{ ref('int_records_unioned') }}

),

enabled_sources as (

    {% for source_name in enabled_sources() -%}
        select '{{ source_name }}' as source_name
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

counted as (

    select
        source_name,
        count(*) as row_count,
        max(changed_at) as newest_at
    from records
    group by source_name

),

deliveries as (

    select
        coalesce(enabled_sources.source_name, counted.source_name) as dataset,
        coalesce(counted.row_count, 0) as row_count,
        counted.newest_at
    from enabled_sources
    full outer join counted on enabled_sources.source_name = counted.source_name

),

-- What is published was made of these.
known as (

    {{ last_state(
        {
            'record_id': dbt.type_string(),
            'source_name': dbt.type_string(),
            'created_at': dbt.type_timestamp(),
            'updated_at': dbt.type_timestamp(),
        },
        'int_records_standardized',
        quality_log()
    ) | indent(4) }}

),

taken_back as (

    select
        known.source_name as dataset,
        count(*) as known_count,
        sum(
            case
                when
                    records.changed_at
                    < {{ _plausible_moment('coalesce(known.updated_at, known.created_at)') }}
                    then 1
                else 0
            end
        ) as taken_back_count
    from known
    inner join records on known.record_id = records.record_id
    group by known.source_name

),

faults as (

    {{ delivery_faults('deliveries', taken_back='taken_back') | indent(4) }}

)

select message
from faults
{%- endset %}

{{ tell_rows(faults, is_fatal=true) }}
{{ faults }}
