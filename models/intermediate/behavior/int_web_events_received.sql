-- One row per version of a web or app event that a build took in, appended and never
-- changed: a message that came twice is one, and one that came again otherwise is revised.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    enabled=source_is_enabled('web')
) }}
{% set columns = [
    'event_type', 'event_name', 'page_path', 'device_id', 'handset_id', 'user_id',
    'occurred_at',
] %}
{% set origin = web_origin() %}

with

messages as (

    {% for table in var('web_tables') -%}
        select
            event_id,
            {{ columns | join(',\n            ') }},
            -- a message of the future, or of no time at all, is looked at in every build
            least(coalesce(loaded_at, {{ as_of() }}), {{ as_of() }}) as loaded_at
        from {{ ref('stg_web__' ~ table) }}
        where event_id is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

looked_at as (

    select *
    from messages
    {% if is_incremental() and var('web_lookback_days') is not none -%}
        where loaded_at >= {{ web_read_from() }}
    {%- endif %}

),

-- Nearly every message came once; only those that came again are put in an order.
repeated as (

    select event_id
    from looked_at
    group by event_id
    having count(*) > 1

),

-- The one that was loaded last; of two of one moment any, but always the same.
ordered as (

    select
        looked_at.*,
        row_number() over (
            partition by looked_at.event_id
            order by
                looked_at.loaded_at desc,
                looked_at.occurred_at desc nulls last,
                {% for column in columns if column != 'occurred_at' -%}
                    {{ bytewise('looked_at.' ~ column) }} nulls last
                    {{- ',' if not loop.last }}
                {% endfor -%}
        ) as recency
    from looked_at
    inner join repeated on looked_at.event_id = repeated.event_id

),

latest as (

    select
        looked_at.event_id,
        looked_at.loaded_at,
        {% for column in columns -%}
            looked_at.{{ column }}{{ ',' if not loop.last }}
        {% endfor -%}
    from looked_at
    left join repeated on looked_at.event_id = repeated.event_id
    where repeated.event_id is null

    union all

    select event_id, loaded_at, {{ columns | join(', ') }}
    from ordered
    where recency = 1

),

{% if is_incremental() -%}
kept_versions as (

    select
        previous.event_id,
        previous.revision_number,
        {% for column in columns -%}
            previous.{{ column }},
        {% endfor -%}
        row_number() over (
            partition by previous.event_id
            order by previous.revision_number desc
        ) as recency
    from {{ this }} as previous
    inner join latest on previous.event_id = latest.event_id
    where previous.origin = {{ origin }}

),

kept as (

    select * from kept_versions where recency = 1

),

news as (

    select
        latest.event_id,
        coalesce(kept.revision_number, 0) + 1 as revision_number,
        {% for column in columns -%}
            latest.{{ column }},
        {% endfor -%}
        latest.loaded_at,
        {{ origin }} as origin
    from latest
    left join kept on latest.event_id = kept.event_id
    where
        kept.event_id is null
        {% for column in columns -%}
            or latest.{{ column }} is distinct from kept.{{ column }}
        {% endfor %}

)

{%- else -%}
news as (

    select
        event_id,
        1 as revision_number,
        {{ columns | join(',\n        ') }},
        loaded_at,
        {{ origin }} as origin
    from latest

)

{%- endif %}

select * from news
