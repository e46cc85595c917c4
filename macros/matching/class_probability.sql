{#
    Probability of one of the three classes from the logarithms of all three.

    Returns a SQL expression, double, over columns log_match, log_household, log_random.
#}
{% macro class_probability(log_class) -%}
    1 / (
        exp(greatest(least(log_match - {{ log_class }}, 700), -700))
        + exp(greatest(least(log_household - {{ log_class }}, 700), -700))
        + exp(greatest(least(log_random - {{ log_class }}, 700), -700))
    )
{%- endmacro %}
