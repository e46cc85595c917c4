{#
    Records of which the standard form, the name that their mailbox tells, or what may be done
    with their identifiers has changed.

    Returns a select of record keys, for a patched table.
#}
{% macro affected_evidence(reads) -%}
    {%- for input in [
        'int_records_standardized', 'int_mailbox_names_read', 'int_identifiers_screened',
        'int_further_identifiers_ranked',
    ] %}
    {{ changes_of(input, ['record_key as part_1'], reads) }}
    {{ 'union' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
