{#
    Records whose keyed forms have changed, or how common one of their values is; and those
    whose raw values have, where settings of matching read raw values.

    Returns a select of record keys, for a patched table.
#}
{% macro affected_prepared_records(reads) -%}
    {{ changes_of('int_records_keyed', ['record_key as part_1'], reads) }}
    {%- for attribute, column in {
        'given_name': 'given_name_key', 'family_name': 'family_name_key',
        'full_name': 'full_name_key', 'birth_date': 'birth_date', 'address': 'address_key',
        'postal_code': 'postal_code_key', 'city': 'city_key',
    }.items() %}
    union
    select record_key as part_1
    from {{ _relation_of('int_records_keyed') }}
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
    {%- if raw_forms().columns %}
    union
    {{ changes_of(
        'int_records_unioned', [record_key('record_id') ~ ' as part_1'], reads
    ) }}
    {%- endif %}
{%- endmacro %}
