{#
    The name that a new customer, household or account takes when nobody ever had it: that
    of its least member.

    Returns a SQL expression, text: the graph's prefix (cus, hh or acc) and 15 hexadecimal
    digits. NULL stays NULL.
#}
{% macro plain_id(graph, member_key) -%}
    '{{ lasting_ids(graph).prefix }}_' || lower(lpad({{ hexadecimal(member_key) }}, 15, '0'))
{%- endmacro %}
