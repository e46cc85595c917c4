{#
    A number as a whole one.

    Returns a SQL expression, bigint; NULL for NULL and for what is not whole, which engines
    would round each in its own way.
#}
{% macro whole_number(number) -%}
        case
            when {{ number }} = round({{ number }}, 0) then cast({{ number }} as bigint)
        end
{%- endmacro %}
