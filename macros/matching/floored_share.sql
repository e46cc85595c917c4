{#
    A share that a logarithm can be taken of.

    Returns a SQL expression, double. Nothing that was learnt is impossible: a trained share
    counts for a millionth of a millionth at least. Declared shares (var weights) are taken
    as they are, down to what a double holds.
#}
{% macro floored_share(share) -%}
    greatest({{ share }}, {{ '1e-300' if weights_are_declared() else '1e-12' }})
{%- endmacro %}
