{#
    Why a customer is in a segment: each measure of its criteria with the customer's value.

    Returns a SQL expression, text, like 'order_count 3, days_since_last_order 12'.
#}
{% macro segment_reason(criteria) -%}
    {%- for measure in criteria -%}
        {{ "|| ', " if not loop.first else "'" }}{{ measure }} ' || cast({{ measure }} as {{ dbt.type_string() }})
        {%- if not loop.last %} {% endif -%}
    {%- endfor -%}
{%- endmacro %}
