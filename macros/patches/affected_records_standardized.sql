{# Records that have changed. Returns a select of record ids, for a patched table. #}
{% macro affected_records_standardized(reads) -%}
    {{ changes_of('int_records_located', ['record_id as part_1'], reads) }}
{%- endmacro %}
