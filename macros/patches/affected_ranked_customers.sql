{#
    Customers of whom a value, or a record that speaks for one, has changed.

    Returns a select of customer ids, for a patched table.
#}
{% macro affected_ranked_customers(reads) -%}
    {{ changes_of('int_attribute_values_extracted', ['customer_id as part_1'], reads) }}
    union
    {{ _customers_of(
        'int_attribute_values_extracted', ['int_records_standardized'], reads
    ) }}
{%- endmacro %}
