{#
    The number by which the strategy at one position of each attribute's rule sorts
    values; less is better.

    Returns a SQL expression, bigint, over the columns attribute, record_count,
    recency_rank, source_priority and completeness. NULL where an attribute's rule is
    shorter than the position, so that it tells nothing apart there.
#}
{% macro survivorship_sort_key(position) -%}
    {% set measures = {
        'most_frequent': '-record_count',
        'most_recent': 'recency_rank',
        'source_priority': 'source_priority',
        'most_complete': '-completeness',
    } -%}
    case attribute
        {%- for attribute, strategies in survivorship_rules().items()
            if strategies | length >= position %}
        when '{{ attribute }}' then {{ measures[strategies[position - 1]] }}
        {%- endfor %}
    end
{%- endmacro %}
