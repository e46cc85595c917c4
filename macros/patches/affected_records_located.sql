{#
    Records that have changed, and those of sources whose country or order of dates is
    another than it was.

    Returns a select of record ids, for a patched table.
#}
{% macro affected_records_located(reads) -%}
    {{ changes_of('int_records_unioned', ['record_id as part_1'], reads) }}
    union
    select record_id as part_1
    from {{ _relation_of('int_records_unioned') }}
    where source_name in (
        {{ changes_of('int_sources_profiled', ['source_name'], reads) }}
    )
{%- endmacro %}
