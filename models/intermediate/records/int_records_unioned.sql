-- Grain: one row per record, from every source that is switched on, as the source had it.

{% for source_name in enabled_sources() -%}
select
    record_id,
    source_name,
    source_record_id,
    {% for column in canonical_columns() -%}
    {{ column.name }}{{ ',' if not loop.last }}
    {% endfor -%}
from {{ ref(source_settings()[source_name].records) }}
{% if not loop.last %}
union all

{% endif %}
{%- endfor %}
