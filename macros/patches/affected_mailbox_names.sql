{# Records that have changed. Returns a select of record keys, for a patched table. #}
{% macro affected_mailbox_names(reads) -%}
    {{ changes_of('int_records_standardized', ['record_key as part_1'], reads) }}
{%- endmacro %}
