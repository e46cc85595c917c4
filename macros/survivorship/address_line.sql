{#
    The five address fields of a relation on one line.

    Returns a SQL expression, text: the fields with ', ' between them, NULL fields left
    empty; NULL when all five are NULL.
#}
{% macro address_line(relation_alias) -%}
    case
        when coalesce(
            {%- for field in _address_fields() -%}
                {{ relation_alias }}.{{ field }}{{ ", " if not loop.last }}
            {%- endfor -%}
        ) is not null
            then
            {%- for field in _address_fields() %}
                {{ "|| ', ' || " if not loop.first }}coalesce({{ relation_alias }}.{{ field }}, '')
            {%- endfor %}
    end
{%- endmacro %}
