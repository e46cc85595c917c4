{#
    Records whose standard form or usable identifiers have changed, or how common one of their
    values is; and those whose raw values have, where settings of matching read raw values.

    Returns a select of record keys, for a patched table.
#}
{% macro affected_prepared_records(reads) -%}
    {%- set read = matching_reads() -%}
    {%- for input in [
        'int_records_standardized', 'int_mailbox_names_read', 'int_identifiers_screened',
        'int_further_identifiers_ranked',
    ] %}
    {{ changes_of(input, ['record_key as part_1'], reads) }}
    {{ 'union' if not loop.last }}
    {%- endfor %}
    {#- a record that has the value since today is among those above #}
    {%- for attribute, (column, holder) in counted_attributes(read).items() %}
    union
    select record_key as part_1
    from {{ this }}
    where {{ column }} in (
        select attribute_value
        from (
            {{ changes_of(
                'int_value_frequencies_kept', ['attribute', 'attribute_value'], reads
            ) }}
        ) as changed
        where attribute = '{{ attribute }}'
    )
    {%- endfor %}
    {%- if raw_forms(read).columns %}
    union
    {{ changes_of(
        'int_records_unioned', [record_key('record_id') ~ ' as part_1'], reads
    ) }}
    {%- endif %}
{%- endmacro %}
