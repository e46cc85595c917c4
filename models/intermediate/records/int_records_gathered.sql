-- Grain: one row per record, from every source that is switched on, as the source has it at
-- this moment, with a hash of all that it says.
{{ config(materialized='view') }}

{% set columns = canonical_columns() | map(attribute='name') | list %}

with gathered as (

{% for source_name in enabled_sources() %}
    select
        record_id,
        source_name,
        source_record_id,
        {{ columns | join(',\n        ') }}
    from {{ ref(source_settings()[source_name].records) }}
    {{ 'union all' if not loop.last }}
{% endfor %}

),

hashed as (

    select
        record_id,
        source_name,
        source_record_id,
        {{ columns | join(',\n        ') }},
        {{ surrogate_key(['source_name', 'source_record_id'] + columns) }}
            as content_hash
    from gathered

)

select * from hashed
