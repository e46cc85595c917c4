{#
    Records whose standard form has changed. Returns a select of record keys, for a patched table.
#}
{% macro affected_further_contacts(reads) -%}
    {{ changes_of('int_records_standardized', ['record_key as part_1'], reads) }}
{%- endmacro %}
