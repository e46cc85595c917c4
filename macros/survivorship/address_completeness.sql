{#
    How much an address says: the number of its fields first, their characters second.

    Returns a SQL expression, an integer: 1,000 for each field that is not NULL (an
    address line is shorter than that), plus the length of the street.
#}
{% macro address_completeness(relation_alias) -%}
    (
        {%- for field in _address_fields() %}
        {{ "+ " if not loop.first }}case when {{ relation_alias }}.{{ field }} is null then 0 else 1000 end
        {%- endfor %}
        + least(coalesce(length({{ relation_alias }}.street_address), 0), 999)
    )
{%- endmacro %}
