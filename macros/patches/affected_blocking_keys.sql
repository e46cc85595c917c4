{#
    Records whose prepared form, or another form of theirs, has changed.
    Returns a select of record keys, for a patched table.
#}
{% macro affected_blocking_keys(reads) -%}
    {{ changes_of('int_records_prepared', ['record_key as part_1'], reads) }}
    union
    {{ changes_of('int_record_forms_prepared', ['record_key as part_1'], reads) }}
{%- endmacro %}
