{{ config(enabled=source_is_enabled('web'), severity='warn') }}

-- Guards what is loaded late: a message that came under a load time older than the days on
-- which a build looks back is in no model, and nothing else would say that it came. Every
-- event is looked for in what was taken in, once in a build, and not at all where the build
-- read everything. A warning and no error, since what was taken in is as it should be.
-- What would break: last month's files, loaded today with last month's load times, and lost.

{% set missed -%}
with

received as (

    select event_id
    from {{ ref('int_web_events_received') }}
    where origin = {{ web_origin() }} and revision_number = 1

),

lookback as (

    {{ _web_lookback(ref('int_web_events_received')) }}

),

messages as (

    {% for table in var('web_tables') -%}
        select
            'web_{{ table }}' as dataset,
            event_id,
            loaded_at
        from {{ ref('stg_web__' ~ table) }}
        where event_id is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

missed as (

    select
        messages.dataset,
        count(distinct messages.event_id) as event_count
    from messages
    cross join lookback
    left join received on messages.event_id = received.event_id
    where
        messages.loaded_at < lookback.read_from
        and received.event_id is null
    group by messages.dataset

)

select
    'Table ' || dataset || ': events that were loaded late, under a load time more than '
    || 'web_lookback_days ({{ var("web_lookback_days") }}) before the last one, and are in '
    || 'no model: ' || cast(event_count as {{ dbt.type_string() }})
    || '. Take them in with one build that reads everything: '
    || 'dbt build --vars ''{web_lookback_days: null}'', or --full-refresh.' as message
from missed
{%- endset %}

{% set reads_everything = var('web_lookback_days') is none or flags.FULL_REFRESH -%}
{{ told_rows(missed) if not reads_everything else "select 'none' as message where 1 = 0" }}
