{#
    Customers that a record has joined or left, or of whom a record or what may be done with
    its identifiers has changed.

    Returns a select of customer ids, for a patched table.
#}
{% macro affected_customers(reads) -%}
    {{ changes_of('int_customers_assigned', ['customer_id as part_1'], reads) }}
    union
    {{ _customers_of(
        'int_customers_assigned',
        ['int_records_standardized', 'int_identifiers_screened', 'int_further_contacts_extracted'],
        reads
    ) }}
{%- endmacro %}


{# The customers of changed records, by a table of the model's that has both keys. #}
{% macro _customers_of(table, inputs, reads) -%}
    select customer_id as part_1
    from {{ _relation_of(table) }}
    where record_key in (
        {%- for input in inputs %}
        {{ changes_of(input, ['record_key'], reads) }}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
