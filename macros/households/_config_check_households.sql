{#
    Faults of the vars of households.

    Returns a Jinja list of sentences, empty when all is well; config_check raises them.
#}
{% macro _config_check_households() -%}
    {% set faults = _whole_number_faults([
        ('max_household_customers', 2, 100),
        ('max_household_strangers', 0, 100),
        ('max_household_gap_days', 0, 36500),
    ]) %}
    {% if var('household_strangers_in_houses') is not boolean %}
        {% do faults.append(
            'var household_strangers_in_houses is ' ~ var('household_strangers_in_houses')
            ~ '; allowed: true, false.'
        ) %}
    {% endif %}
    {{ return(faults) }}
{%- endmacro %}
