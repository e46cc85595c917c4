{#
    Records whose contacts, or what may be done with them, have changed.
    Returns a select of record keys, for a patched table.
#}
{% macro affected_ranked_identifiers(reads) -%}
    {{ changes_of('int_identifiers_screened', ['record_key as part_1'], reads) }}
    union
    {{ changes_of('int_further_contacts_extracted', ['record_key as part_1'], reads) }}
    union
    {{ changes_of('int_records_standardized', ['record_key as part_1'], reads) }}
{%- endmacro %}
