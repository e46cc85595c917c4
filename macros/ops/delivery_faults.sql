{#
    What is wrong with deliveries, beside those of the run before: nothing came, far more or
    far fewer rows, a delivery from long ago, or rows in a state that they had left.

    Returns a relation body: message (text), a row for each fault. deliveries is a CTE or
    relation of dataset (text), row_count and newest_at (timestamp in UTC, the latest row's;
    NULL where no row tells). They are compared with the last run in int_quality_recorded; a
    first run finds nothing wrong. taken_back, where rows can be known again, is a CTE or
    relation of dataset, known_count (rows of the run before that are still there) and
    taken_back_count (those of them whose last change is earlier than it was). moments, where
    a dataset only grows, is a CTE or relation of dataset and changed_at, one row per row of
    it: too many of them are then only those from before the day of the newest row of the run
    before, since in its first days any log is twice what it was. subject is what a dataset
    is, with a capital.
#}
{% macro delivery_faults(deliveries, taken_back=none, moments=none, subject='Source') -%}
    {%- set grown = 'settled_count' if moments else 'row_count' -%}
    {%- set setback_days =
        dbt.datediff('now.newest_at', 'earlier.ran_at', 'day') ~ ' - earlier.age_days' -%}
    {%- set first_moment = "cast('1900-01-01' as " ~ dbt.type_timestamp() ~ ')' -%}
    {%- set last_moment = "cast('2100-01-01' as " ~ dbt.type_timestamp() ~ ')' -%}
    with logged as (

        {{ last_state(
            {
                'run_number': dbt.type_bigint(),
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

    runs_ranked as (

        select
            ran_at,
            row_number() over (
                order by coalesce(run_number, 0) desc, ran_at desc
            ) as recency
        from logged
        group by run_number, ran_at

    ),

    last_runs as (

        select ran_at
        from runs_ranked
        where recency = 1

    ),

    last_deliveries as (

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

    -- The age of a year that nobody means, which was read as one before, is not known.
    earlier as (

        select
            ran_at,
            dataset,
            row_count,
            case
                when
                    age_days <= {{ dbt.datediff(first_moment, 'ran_at', 'day') }}
                    and age_days > {{ dbt.datediff(last_moment, 'ran_at', 'day') }}
                    then age_days
            end as age_days
        from last_deliveries

    ),

    {% if moments -%}
    settled as (

        select
            moments.dataset,
            count(*) as settled_count
        from {{ moments }} as moments
        inner join earlier on moments.dataset = earlier.dataset
        where
            {{ dbt.datediff('moments.changed_at', 'earlier.ran_at', 'day') }}
            > earlier.age_days
        group by moments.dataset

    ),

    {% endif -%}
    compared as (

        select
            now.dataset,
            now.row_count,
            {{ 'coalesce(settled.settled_count, 0) as settled_count,' if moments }}
            cast(earlier.row_count as bigint) as earlier_row_count,
            cast({{ setback_days }} as bigint) as setback_days
        from {{ deliveries }} as now
        inner join earlier on now.dataset = earlier.dataset
        {{ 'left join settled on now.dataset = settled.dataset' if moments }}
        where earlier.row_count > 0

    ),

    faults as (

        select
            dataset,
            'delivers nothing; the run before had '
            || cast(earlier_row_count as {{ dbt.type_string() }}) || ' rows of it' as fault,
            'max_volume_ratio' as setting
        from compared
        where
            row_count = 0
            and earlier_row_count >= 20

        union all

        select
            dataset,
            'delivers ' || cast(row_count as {{ dbt.type_string() }}) || ' rows, '
            || cast({{ _row_share('row_count') }} as {{ dbt.type_string() }})
            || ' times the ' || cast(earlier_row_count as {{ dbt.type_string() }})
            || ' of the run before, beyond max_volume_ratio ('
            || '{{ var("max_volume_ratio") }})' as fault,
            'max_volume_ratio' as setting
        from compared
        where
            row_count > 0
            and earlier_row_count - row_count >= 20
            and row_count * {{ var('max_volume_ratio') or 1 }} < earlier_row_count

        union all

        select
            dataset,
            'delivers ' || cast({{ grown }} as {{ dbt.type_string() }}) || ' rows'
            {%- if moments %}
            || ' from before the newest day of the run before'
            {%- endif %}
            || ', ' || cast({{ _row_share(grown) }} as {{ dbt.type_string() }})
            || ' times the ' || cast(earlier_row_count as {{ dbt.type_string() }})
            || ' {{ "that it had" if moments else "of the run before" }}'
            || ', beyond max_volume_ratio ({{ var("max_volume_ratio") }})' as fault,
            'max_volume_ratio' as setting
        from compared
        where
            {{ grown }} - earlier_row_count >= 20
            and {{ grown }} > earlier_row_count * {{ var('max_volume_ratio') or 1 }}

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

    ),

    told as (

        select
            dataset,
            fault,
            setting
        from faults
        where
            setting in (
                {%- if var('max_volume_ratio') is not none %}'max_volume_ratio', {% endif %}
                {%- if var('max_setback_days') is not none %}'max_setback_days', {% endif %}
                {%- if var('max_taken_back_share') is not none %}'max_taken_back_share', {% endif %}''
            )

    ),

    settings as (

        select distinct setting
        from told

    ),

    -- Whoever lets one fault through and not the others fails on those.
    overrides as (

        select substr({{ joined_texts("', ' || setting || ': null'") }}, 3) as override
        from settings

    )

    select
        '{{ subject }} ''' || told.dataset || ''' ' || told.fault
        || '. Nothing of it was published: what is there is of the run before. If the '
        || 'delivery is as it should be, let this one build through, with the vars of other '
        || 'deliveries that are told beside: '
        || 'dbt build --vars ''{' || overrides.override || '}''' as message
    from told
    cross join overrides
{%- endmacro %}

{# How many times the rows of the run before, for a message. #}
{% macro _row_share(count) -%}
    {{ rounded('cast(' ~ count ~ ' as ' ~ type_double() ~ ') / earlier_row_count', 2) }}
{%- endmacro %}
