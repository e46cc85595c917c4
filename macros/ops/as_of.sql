{#
    The moment that this build speaks of; the one way by which time enters a model.

    Returns a SQL expression, timestamp (UTC): the var as_of; else, for the demo company,
    the moment of its last load, so that the demo tells the same for ever; else the start
    of the run.
#}
{% macro as_of() -%}
    {%- if var('as_of') is not none -%}
        {%- set moment = var('as_of') | string -%}
    {%- elif var('demo') | string | lower == 'true' -%}
        {%- set moment = '2025-07-01 03:15:00' -%}
    {%- else -%}
        {%- set moment = run_started_at.strftime('%Y-%m-%d %H:%M:%S') -%}
    {%- endif -%}
    cast('{{ moment }}' as {{ dbt.type_timestamp() }})
{%- endmacro %}

{#
    What is wrong with the var as_of. Returns a Jinja list of sentences, empty when all is
    well.
#}
{% macro _config_check_as_of() -%}
    {% set faults = [] %}
    {% set moment = var('as_of') %}
    {% set form = '^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?!$' %}
    {% set text = moment | string ~ '!' %}
    {% if moment is not none
        and not (modules.re.match(form, text) and modules.re.match(_timestamp_pattern(), text)) %}
        {% do faults.append(
            'var as_of is ' ~ moment ~ "; null, or a moment in UTC that the calendar has, such "
            ~ "as '2025-07-01 00:00:00'."
        ) %}
    {% elif moment is not none
        and moment | string > run_started_at.strftime('%Y-%m-%d %H:%M:%S') %}
        {# what is remembered with a moment to come would stay there for ever #}
        {% do faults.append(
            'var as_of is ' ~ moment ~ ', which lies in the future; null, or a moment that '
            ~ 'has been.'
        ) %}
    {% endif %}
    {{ return(faults) }}
{%- endmacro %}
