{#
    Faults of the vars that steer standardisation.

    Returns a Jinja list of sentences, empty when all is well; config_check raises them.
#}
{% macro _config_check_standardize() -%}
    {% set faults = [] %}
    {% set pivot = var('two_digit_year_pivot') %}
    {% if pivot is not integer or not 0 <= pivot <= 99 %}
        {% do faults.append(
            'var two_digit_year_pivot is ' ~ pivot ~ '; a whole number from 0 to 99.'
        ) %}
    {% endif %}
    {{ return(faults) }}
{%- endmacro %}
