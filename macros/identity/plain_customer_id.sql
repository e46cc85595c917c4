{#
    The name that a new customer takes when nobody ever had it: its least record key.

    Returns a SQL expression, text: cus_ and 15 hexadecimal digits. NULL stays NULL.
#}
{% macro plain_customer_id(record_key) -%}
    'cus_' || lower(lpad({{ hexadecimal(record_key) }}, 15, '0'))
{%- endmacro %}
