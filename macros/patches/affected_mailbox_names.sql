{#
    Records whose standard form has changed, or whether their mailbox may tell who they are.

    Returns a select of record keys, for a patched table.
#}
{% macro affected_mailbox_names(reads) -%}
    {%- for input in ['int_records_standardized', 'int_identifiers_screened'] %}
    {{ changes_of(input, ['record_key as part_1'], reads) }}
    {{ 'union' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
