{#
    Records whose identifiers have changed, and all others that hold an identifier which a
    changed record holds or held: how many people hold it is another.

    Returns a select of record keys, for a patched table.
#}
{% macro affected_screened_identifiers(reads) -%}
    {{ changes_of('int_identifiers_extracted', ['record_key as part_1'], reads) }}
    union
    select extracted.record_key as part_1
    from {{ _relation_of('int_identifiers_extracted') }} as extracted
    inner join (
        {{ changes_of(
            'int_identifiers_extracted', ['identifier_type', 'identifier_value'], reads
        ) }}
    ) as changed
        on extracted.identifier_type = changed.identifier_type
        and extracted.identifier_value = changed.identifier_value
{%- endmacro %}
