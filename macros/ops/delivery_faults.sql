{#
    What is wrong with deliveries, beside those of the run before: nothing came, far more or
    far fewer rows, a delivery from long ago, or rows in a state that they had left.

    Returns a relation body: message (text), a row for each fault. deliveries is a CTE or
    relation of dataset (text), row_count and newest_at (timestamp in UTC, the latest row's;
    NULL where no row tells). They are compared with the last run in int_quality_recorded; a
    first run finds nothing wrong. taken_back, where rows can be known again, is a CTE or
    relation of dataset, known_count (rows of the run before that are still there) and
    taken_back_count (those of them whose last change is earlier than it was). subject is
    what a dataset is, with a capital.
#}
{% macro delivery_faults(deliveries, taken_back=none, subject='Source') -%}
    {%- set share = rounded(
        'cast(now.row_count as ' ~ type_double() ~ ') / earlier.row_count', 2
    ) -%}
    {%- set setback_days =
        dbt.datediff('now.newest_at', 'earlier.ran_at', 'day') ~ ' - earlier.age_days' -%}
    with logged as (

        {{ last_state(
            {
                'ran_at': dbt.type_timestamp(),
                'metric': dbt.type_string(),
                'dataset': dbt.type_string(),
                'attribute': dbt.type_string(),
                'value': type_double(),
            },
            'int_quality_recorded',
            quality_log()
        ) | indent(8) }}

    ),

    last_runs as (

        select max(ran_at) as ran_at
        from logged

    ),

    earlier as (

        select
            logged.ran_at,
            logged.dataset,
            max(case when logged.metric = 'row_count' then logged.value end)
                as row_count,
            max(case when logged.metric = 'age_days' then logged.value end)
                as age_days
        from logged
        inner join last_runs on logged.ran_at = last_runs.ran_at
        group by logged.ran_at, logged.dataset

    ),

    compared as (

        select
            now.dataset,
            now.row_count,
            cast(earlier.row_count as bigint) as earlier_row_count,
            {{ share }} as row_share,
            cast({{ setback_days }} as bigint) as setback_days
        from {{ deliveries }} as now
        inner join earlier on now.dataset = earlier.dataset
        where earlier.row_count > 0

    ),

    faults as (

        select
            dataset,
            'delivers nothing; the run before had '
            || cast(earlier_row_count as {{ dbt.type_string() }}) || ' rows of it' as fault,
            'max_volume_ratio' as setting
        from compared
        where row_count = 0

        union all

        select
            dataset,
            'delivers ' || cast(row_count as {{ dbt.type_string() }}) || ' rows, '
            || cast(row_share as {{ dbt.type_string() }})
            || ' times the ' || cast(earlier_row_count as {{ dbt.type_string() }})
            || ' of the run before, beyond max_volume_ratio ('
            || '{{ var("max_volume_ratio") }})' as fault,
            'max_volume_ratio' as setting
        from compared
        where
            row_count > 0
            and abs(row_count - earlier_row_count) >= 20
            and (
                row_count > earlier_row_count * {{ var('max_volume_ratio') or 1 }}
                or row_count * {{ var('max_volume_ratio') or 1 }} < earlier_row_count
            )

        union all

        select
            dataset,
            'delivers nothing as new as the run before did: its newest row is '
            || cast(setback_days as {{ dbt.type_string() }})
            || ' days older, beyond max_setback_days ({{ var("max_setback_days") }})' as fault,
            'max_setback_days' as setting
        from compared
        where setback_days > {{ var('max_setback_days') or 0 }}

        {%- if taken_back %}

        union all

        select
            dataset,
            'takes ' || cast(taken_back_count as {{ dbt.type_string() }}) || ' of the '
            || cast(known_count as {{ dbt.type_string() }})
            || ' rows that the run before had back to an earlier state, beyond '
            || 'max_taken_back_share ({{ var("max_taken_back_share") }})' as fault,
            'max_taken_back_share' as setting
        from {{ taken_back }}
        where
            taken_back_count >= 20
            and taken_back_count > known_count * {{ var('max_taken_back_share') or 0 }}
        {%- endif %}

    )

    select
        '{{ subject }} ''' || dataset || ''' ' || fault
        || '. Nothing of it was published: what is there is of the run before. If the '
        || 'delivery is as it should be, let this one build through: '
        || 'dbt build --vars ''{' || setting || ': null}''' as message
    from faults
    where
        setting in (
            {%- if var('max_volume_ratio') is not none %}'max_volume_ratio', {% endif %}
            {%- if var('max_setback_days') is not none %}'max_setback_days', {% endif %}
            {%- if var('max_taken_back_share') is not none %}'max_taken_back_share', {% endif %}''
        )
{%- endmacro %}
