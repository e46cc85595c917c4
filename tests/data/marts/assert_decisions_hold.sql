{{ config(severity='warn') }}

-- Guards that what stewards decided holds. A decision to put two records together gives way
-- only to decisions that keep them apart; one about a record that is not there, or about a
-- record and itself, does nothing. The build goes on, on the safe side, and names the first
-- twenty, contradicted ones before the others. What would break: a steward's work undone in
-- silence.

{% set idle -%}
with

idle as (

    select
        left_record_id,
        right_record_id,
        decision_status,
        'The decision that ' || left_record_id || ' and ' || right_record_id
        || case when decision = 'same' then ' are one person (' else ' are two (' end
        || coalesce(decided_by, 'a steward') || ', '
        || {{ second_text('decided_at') }} || ')'
        || case decision_status
            when 'contradicted'
                then
                    ' gives way to others: '
                    || coalesce(contradicted_by, 'see cluster_cuts')
                    || '. Take back the one that is wrong: decide anew on its pair.'
            when 'one record'
                then ' does nothing: it names one record twice.'
            else ' does nothing: no record is called ' || missing_record_id || '.'
        end as message,
        row_number() over (
            order by
                case when decision_status = 'contradicted' then 0 else 1 end,
                {{ bytewise('left_record_id') }},
                {{ bytewise('right_record_id') }}
        ) as place,
        count(*) over () as idle_count
    from {{ ref('steward_decisions') }}
    where decision_status <> 'holds'

)

select
    left_record_id,
    right_record_id,
    decision_status,
    case
        when place <= 20 then message
        else
            cast(idle_count - 20 as {{ dbt.type_string() }})
            || ' more decisions do not hold: see decision_status in steward_decisions.'
    end as message
from idle
where place <= 21
{%- endset %}

{{ tell_rows(idle) }}
{{ idle }}
