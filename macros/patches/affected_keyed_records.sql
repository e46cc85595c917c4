{#
    Records whose standard form or usable identifiers have changed.
    Returns a select of record keys, for a patched table.
#}
{% macro affected_keyed_records(reads) -%}
    {{ changes_of('int_records_standardized', ['record_key as part_1'], reads) }}
    union
    {{ changes_of('int_identifiers_screened', ['record_key as part_1'], reads) }}
    union
    {{ changes_of('int_further_identifiers_ranked', ['record_key as part_1'], reads) }}
{%- endmacro %}
