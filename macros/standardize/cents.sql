{#
    An amount of money as a whole number of cents (hundredths of the currency's unit).

    Returns a SQL expression, bigint; halves round away from zero; NULL stays NULL. amount is
    a number, such as landed_number gives: text that is none is an error.
#}
{% macro cents(amount) -%}
    cast(round(cast({{ amount }} as numeric(18, 4)) * 100, 0) as bigint)
{%- endmacro %}
