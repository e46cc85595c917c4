{#
    Customers of whom the order of values, or a record that has one, has changed.

    Returns a select of customer ids, for a patched table.
#}
{% macro affected_golden_customers(reads) -%}
    {{ changes_of('int_attribute_values_ranked', ['customer_id as part_1'], reads) }}
    union
    {{ _customers_of(
        'int_attribute_values_ranked', ['int_records_standardized'], reads
    ) }}
{%- endmacro %}
