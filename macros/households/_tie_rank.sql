{#
    What ties a customer to those it lives with, the surest first: helpers of the models of
    households. Both return a SQL expression; NULL stays NULL.
#}
{% macro _tie_rank(tie) -%}
    case {{ tie }}
        {%- for name in _household_ties() %}
        when '{{ name }}' then {{ loop.index }}
        {%- endfor %}
    end
{%- endmacro %}

{# The tie of a rank. #}
{% macro _ranked_tie(tie_rank) -%}
    case {{ tie_rank }}
        {%- for name in _household_ties() %}
        when {{ loop.index }} then '{{ name }}'
        {%- endfor %}
    end
{%- endmacro %}

{# Returns a Jinja list. #}
{% macro _household_ties() -%}
    {{ return(['family_name', 'phone', 'email', 'address']) }}
{%- endmacro %}
