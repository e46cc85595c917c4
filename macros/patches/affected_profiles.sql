{#
    Customers of whom the records or the golden values have changed.

    Returns a select of customer ids, for a patched table.
#}
{% macro affected_profiles(reads) -%}
    {{ changes_of('int_customers_assigned', ['customer_id as part_1'], reads) }}
    union
    {{ changes_of('customer_attributes', ['customer_id as part_1'], reads) }}
    union
    {{ _customers_of('int_customers_assigned', ['int_records_standardized'], reads) }}
{%- endmacro %}
