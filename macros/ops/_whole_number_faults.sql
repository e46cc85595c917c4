{#
    Faults of vars that are whole numbers.

    Returns a Jinja list of sentences, empty when all is well. bounds is a list of (name of
    the var, least, most).
#}
{% macro _whole_number_faults(bounds) -%}
    {% set faults = [] %}
    {% for name, least, most in bounds %}
        {% set value = var(name) %}
        {% if value is not integer or value is boolean or not least <= value <= most %}
            {% do faults.append(
                'var ' ~ name ~ ' is ' ~ value ~ '; a whole number from ' ~ least ~ ' to '
                ~ most ~ '.'
            ) %}
        {% endif %}
    {% endfor %}
    {{ return(faults) }}
{%- endmacro %}
