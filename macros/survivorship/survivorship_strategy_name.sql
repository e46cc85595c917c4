{#
    The name of the strategy at one position of each attribute's rule.

    Returns a SQL expression, text, over the column attribute_column; NULL where an
    attribute's rule is shorter than the position.
#}
{% macro survivorship_strategy_name(position, attribute_column) -%}
    case {{ attribute_column }}
        {%- for attribute, strategies in survivorship_rules().items()
            if strategies | length >= position %}
        when '{{ attribute }}' then '{{ strategies[position - 1] }}'
        {%- endfor %}
    end
{%- endmacro %}
