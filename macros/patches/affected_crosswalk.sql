{#
    Records that have joined or left a customer, or of whose source another is known.

    Returns a select of record ids, for a patched table.
#}
{% macro affected_crosswalk(reads) -%}
    {{ changes_of('int_customers_assigned', ['record_id as part_1'], reads) }}
{%- endmacro %}
