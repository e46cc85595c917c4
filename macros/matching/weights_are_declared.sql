{#
    Whether the weights are those of the var comparisons, with nothing trained: no random
    pairs are sampled, and there is no class of households (var weights).

    Returns a Jinja boolean.
#}
{% macro weights_are_declared() -%}
    {{ return(var('weights') == 'declared') }}
{%- endmacro %}
