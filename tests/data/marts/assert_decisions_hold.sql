{{ config(severity='warn') }}

-- Guards that what stewards decided holds. A decision to put two records together gives way
-- only to decisions that keep them apart: the first twenty that do are named, the others
-- counted. One about a record that is not there, or about a record and itself, does nothing;
-- those stay for ever, and are counted in one line each. The build goes on, on the safe side.
-- What would break: a steward's work undone in silence.

{% set idle -%}
with

decisions as (

    select
        left_record_id,
        right_record_id,
        decision,
        decided_by,
        decided_at,
        decision_status,
        contradicted_by
    from {{ ref('steward_decisions') }}
    where decision_status <> 'holds'

),

contradicted as (

    select
        'The decision that ' || left_record_id || ' and ' || right_record_id
        || case when decision = 'same' then ' are one person (' else ' are two (' end
        || coalesce(decided_by, 'a steward') || ', '
        || {{ second_text('decided_at') }} || ') gives way to others: '
        || coalesce(contradicted_by, 'see cluster_cuts')
        || '. Take back the one that is wrong: decide anew on its pair.' as message,
        row_number() over (
            order by
                {{ bytewise('left_record_id') }},
                {{ bytewise('right_record_id') }}
        ) as place,
        count(*) over () as contradicted_count
    from decisions
    where decision_status = 'contradicted'

),

counted as (

    select
        decision_status,
        count(*) as decision_count
    from decisions
    where decision_status <> 'contradicted'
    group by decision_status

)

select
    case
        when place <= 20 then message
        else
            cast(contradicted_count - 20 as {{ dbt.type_string() }})
            || ' more decisions give way to others: see decision_status in '
            || 'steward_decisions.'
    end as message
from contradicted
where place <= 21

union all

select
    case
        when decision_count = 1 then '1 decision does nothing, as '
        else
            cast(decision_count as {{ dbt.type_string() }})
            || ' decisions do nothing, as '
    end
    || case
        when decision_status = 'one record' then 'one record is named twice'
        else 'a record is gone'
    end
    || ': see decision_status in steward_decisions.' as message
from counted
{%- endset %}

{{ tell_rows(idle) }}
{{ idle }}
