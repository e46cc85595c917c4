{#
    Faults of the vars that say what good deliveries are.

    Returns a Jinja list of sentences, empty when all is well; config_check raises them.
#}
{% macro _config_check_quality() -%}
    {% set faults = [] %}
    {% set ratio = var('max_volume_ratio') %}
    {% if ratio is not none and (ratio is not number or ratio is boolean or ratio <= 1) %}
        {% do faults.append(
            'var max_volume_ratio is ' ~ ratio ~ '; null, or a number above 1, such as 1.8.'
        ) %}
    {% endif %}
    {% set setback = var('max_setback_days') %}
    {% if setback is not none
        and (setback is not integer or setback is boolean or setback < 0) %}
        {% do faults.append(
            'var max_setback_days is ' ~ setback ~ '; null, or a whole number of days from 0 up.'
        ) %}
    {% endif %}
    {% for name, example in [('max_lost_keys', '0.2'), ('max_taken_back_share', '0.01')] %}
        {% set share = var(name) %}
        {% if share is not none and (
            share is not number or share is boolean or not 0 <= share <= 1
        ) %}
            {% do faults.append(
                'var ' ~ name ~ ' is ' ~ share ~ '; null, or a share from 0 to 1, such as '
                ~ example ~ '.'
            ) %}
        {% endif %}
    {% endfor %}
    {% for name in ['anomaly_runs', 'anomaly_min_runs'] %}
        {% set value = var(name) %}
        {% if value is not integer or value is boolean or value < 1 %}
            {% do faults.append(
                'var ' ~ name ~ ' is ' ~ value ~ '; a whole number of runs from 1 up.'
            ) %}
        {% endif %}
    {% endfor %}
    {% set deviations = var('anomaly_deviations') %}
    {% if deviations is not number or deviations is boolean or deviations <= 0 %}
        {% do faults.append(
            'var anomaly_deviations is ' ~ deviations ~ '; a number above 0, such as 5.'
        ) %}
    {% endif %}
    {% do faults.extend(_quality_limit_faults(var('quality_limits'))) %}
    {{ return(faults) }}
{%- endmacro %}

{# Faults of the var quality_limits. #}
{% macro _quality_limit_faults(limits) -%}
    {% set faults = [] %}
    {% if limits is not mapping %}
        {{ return(['var quality_limits is ' ~ limits ~ '; a mapping of measures to limits, such '
            ~ 'as {age_days: {at_most: 7}}.']) }}
    {% endif %}
    {% for name, bounds in limits.items() %}
        {% if name not in quality_measures() %}
            {% do faults.append("var quality_limits: unknown measure '" ~ name ~ "'; known are "
                ~ quality_measures() | join(', ') ~ '.') %}
        {% endif %}
        {% if bounds is not mapping %}
            {% do faults.append("var quality_limits, measure '" ~ name ~ "': found " ~ bounds
                ~ '; limits such as {at_most: 0.1}.') %}
        {% else %}
            {% for key, value in bounds.items() %}
                {% if key not in _quality_limit_keys() %}
                    {% do faults.append("var quality_limits, measure '" ~ name
                        ~ "': unknown key '" ~ key ~ "'; known are "
                        ~ _quality_limit_keys() | join(', ') ~ '.') %}
                {% elif value is not number or value is boolean %}
                    {% do faults.append("var quality_limits, measure '" ~ name ~ "': " ~ key
                        ~ ' is ' ~ value ~ '; a number.') %}
                {% endif %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {{ return(faults) }}
{%- endmacro %}
