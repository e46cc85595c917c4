{{ config(enabled=var('max_lost_keys') is not none) }}

-- Guards ids, and what stewards decided, against a source that brings its records again
-- under new ids: as many rows as before, and as new, so that no other brake sees it. Records
-- that go, and for which no new ones come, are none of its business. It reads the first
-- table of the way, so that a build that fails here has rewritten no other one.
-- What would break: whoever is known to that source alone is retired and comes again under
-- another customer_id, and decisions about records that are gone hold nobody together.

-- The decisions are no ref: dbt has only those models wait for a test that stand behind
-- all that it refers to. The view is there since the run that had customers.

{% set decisions_place = ref('int_records_unioned').incorporate(
    path={'schema': generate_schema_name('staging')}
) %}

{% set faults -%}
with

records as (

    select
        record_id,
        source_name
    from {{ ref('int_records_unioned') }}

),

decided as (

    {{ last_state(
        {
            'decision_id': dbt.type_string(),
            'left_record_id': dbt.type_string(),
            'right_record_id': dbt.type_string(),
            'decided_at': dbt.type_timestamp(),
        },
        'stg_decisions__decisions',
        decisions_place
    ) | indent(4) }}

),

decisions_ranked as (

    select
        decision_id,
        left_record_id,
        right_record_id,
        row_number() over (
            partition by left_record_id, right_record_id
            order by decided_at desc, {{ bytewise('decision_id') }} desc
        ) as recency
    from decided

),

-- What was decided of a pair before is of no effect any longer.
decisions as (

    select
        decision_id,
        left_record_id,
        right_record_id
    from decisions_ranked
    where recency = 1

),

known as (

    {{ last_state(
        {'record_id': dbt.type_string(), 'source_name': dbt.type_string()},
        'int_customers_assigned',
        ref('int_records_unioned')
    ) | indent(4) }}

),

enabled_sources as (

    {% for source_name in enabled_sources() -%}
        select '{{ source_name }}' as source_name
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- One row per record that was with a customer, of the sources that are switched on.
compared as (

    select
        known.record_id,
        known.source_name,
        case when records.record_id is null then 1 else 0 end as is_lost
    from known
    inner join enabled_sources on known.source_name = enabled_sources.source_name
    left join records on known.record_id = records.record_id

),

counted as (

    select
        source_name,
        count(*) as record_count,
        sum(is_lost) as lost_count,
        cast(sum(is_lost) as {{ type_double() }}) / count(*) as lost_share
    from compared
    group by source_name

),

arrived as (

    select
        records.source_name,
        count(*) as new_count
    from records
    left join known on records.record_id = known.record_id
    where known.record_id is null
    group by records.source_name

),

-- A decision whose records are both gone is in here twice.
orphaned_sides as (

    select
        compared.source_name,
        decisions.decision_id
    from compared
    inner join decisions on compared.record_id = decisions.left_record_id
    where compared.is_lost = 1

    union all

    select
        compared.source_name,
        decisions.decision_id
    from compared
    inner join decisions on compared.record_id = decisions.right_record_id
    where compared.is_lost = 1

),

orphaned as (

    select
        source_name,
        count(distinct decision_id) as decision_count
    from orphaned_sides
    group by source_name

),

faults as (

    select
        'Source ''' || counted.source_name || ''' has lost '
        || cast(counted.lost_count as {{ dbt.type_string() }}) || ' of its '
        || cast(counted.record_count as {{ dbt.type_string() }})
        || ' records that were with a customer: a share of '
        || cast({{ rounded('counted.lost_share', 4) }} as {{ dbt.type_string() }})
        || ', above max_lost_keys ({{ var('max_lost_keys') }}); '
        || cast(coalesce(arrived.new_count, 0) as {{ dbt.type_string() }})
        || ' came under ids that were not there before. '
        || case
            when coalesce(orphaned.decision_count, 0) = 0 then ''
            else
                'Decisions of stewards that name what is gone and would hold no more: '
                || cast(orphaned.decision_count as {{ dbt.type_string() }}) || '. '
        end
        || 'Nothing of it was published: what is there is of the run before. If the source '
        || 'is meant to have other ids now, let this one build through, with the vars of '
        || 'other deliveries that are told beside: '
        || 'dbt build --vars ''{max_lost_keys: null}''' as message
    from counted
    left join arrived on counted.source_name = arrived.source_name
    left join orphaned on counted.source_name = orphaned.source_name
    -- as with the volume of a delivery, fewer than twenty records stop nothing
    where
        counted.lost_share > {{ var('max_lost_keys') or 0 }}
        and counted.lost_count >= 20
        -- half as many new ones tell other ids from a source that was tidied up
        and coalesce(arrived.new_count, 0) * 2 >= counted.lost_count

)

select message
from faults
{%- endset %}

{{ tell_rows(faults, is_fatal=true) }}
{{ faults }}
