{#
    The segments of the var segments.

    Returns a Jinja list of {id, audience, description, criteria}, in the order of the
    var; an empty list of a faulty var, which config_check() tells before any model runs.
#}
{% macro segment_definitions() -%}
    {% set definitions = [] %}
    {% if _config_check_segments() %}
        {{ return(definitions) }}
    {% endif %}
    {% for segment_id, settings in var('segments').items() %}
        {% do definitions.append({
            'id': segment_id,
            'audience': settings.audience,
            'description': settings.description,
            'criteria': settings.criteria,
        }) %}
    {% endfor %}
    {{ return(definitions) }}
{%- endmacro %}

{# What a criterion may measure: columns of the CTE measured of segment_memberships. #}
{% macro _segment_measures() -%}
    {{ return([
        'order_count', 'spend_cents', 'days_since_first_order', 'days_since_last_order',
    ]) }}
{%- endmacro %}

{#
    What is wrong with the var segments. Returns a Jinja list of sentences, empty when all
    is well; config_check() tells them before any model runs.
#}
{% macro _config_check_segments() -%}
    {% set faults = [] %}
    {% set segments = var('segments') %}
    {% if segments is not mapping %}
        {% do faults.append(
            'var segments must be a mapping of segment id to settings; found: ' ~ segments
        ) %}
        {{ return(faults) }}
    {% endif %}
    {% for segment_id, settings in segments.items() %}
        {% set place = 'var segments.' ~ segment_id %}
        {% if not modules.re.match('^[a-z][a-z0-9_]*$', segment_id | string) %}
            {% do faults.append(
                place ~ ': a segment id is lower-case letters, digits and underscores'
            ) %}
        {% endif %}
        {% if settings is not mapping %}
            {% do faults.append(
                place ~ ' must have audience, description and criteria; found: ' ~ settings
            ) %}
        {% else %}
            {% for name in settings if name not in ['audience', 'description', 'criteria'] %}
                {% do faults.append(
                    place ~ ' has the unknown setting ' ~ name
                    ~ '; settings are: audience, description, criteria'
                ) %}
            {% endfor %}
            {% if not (settings.audience | default('') | string).startswith('customers_for_') %}
                {% do faults.append(
                    place ~ '.audience must be a customers_for_<purpose> view, the only way '
                    ~ 'to people; found: ' ~ settings.audience
                ) %}
            {% endif %}
            {% if settings.description is not string or "'" in settings.description %}
                {% do faults.append(
                    place ~ '.description must be a sentence without single quotes; found: '
                    ~ settings.description
                ) %}
            {% endif %}
            {% if settings.criteria is not mapping or not settings.criteria %}
                {% do faults.append(
                    place ~ '.criteria must name at least one measure, for instance '
                    ~ '{order_count: {at_least: 1}}; found: ' ~ settings.criteria
                ) %}
            {% else %}
                {% for measure, bounds in settings.criteria.items() %}
                    {% do faults.extend(_segment_criterion_faults(place, measure, bounds)) %}
                {% endfor %}
            {% endif %}
        {% endif %}
    {% endfor %}
    {{ return(faults) }}
{%- endmacro %}

{% macro _segment_criterion_faults(place, measure, bounds) -%}
    {% set faults = [] %}
    {% if measure not in _segment_measures() %}
        {% do faults.append(
            place ~ '.criteria has the unknown measure ' ~ measure ~ '; measures are: '
            ~ _segment_measures() | join(', ')
        ) %}
    {% endif %}
    {% if bounds is not mapping or not bounds %}
        {% do faults.append(
            place ~ '.criteria.' ~ measure ~ ' must be {at_least: n}, {at_most: n} or '
            ~ 'both; found: ' ~ bounds
        ) %}
    {% else %}
        {% for bound, number in bounds.items() %}
            {% if bound not in ['at_least', 'at_most'] or number is not integer %}
                {% do faults.append(
                    place ~ '.criteria.' ~ measure ~ ': bounds are at_least and at_most '
                    ~ 'with a whole number; found: ' ~ bound ~ ': ' ~ number
                ) %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {{ return(faults) }}
{%- endmacro %}
