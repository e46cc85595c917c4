-- Grain: one row per record, from every source that is switched on, as the source had it.

{% for source_name in enabled_sources() %}
    select
        record_id,
        source_name,
        source_record_id,
        {{ canonical_columns() | map(attribute='name') | join(',\n        ') }}
    from {{ ref(source_settings()[source_name].records) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
