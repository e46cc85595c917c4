{#
    Tells every fault of the configuration at once, each with its mend, before any model
    runs. Called by on-run-start.

    Returns nothing. Raises one compiler error that lists the faults, or stays silent.
    A new topic is a macro _config_check_<topic>() that returns a list of sentences, and
    one line in the list below.
#}
{% macro config_check() -%}
    {% if execute %}
        {% set faults = _config_check_source_vars() + _config_check_matching() %}
        {% if faults %}
            {{ _raise_config_faults(faults) }}
        {% endif %}
    {% endif %}
{%- endmacro %}

{% macro _raise_config_faults(faults) -%}
    {% set lines = [] %}
    {% for fault in faults %}
        {% do lines.append('  ' ~ loop.index ~ '. ' ~ fault) %}
    {% endfor %}
    {{ exceptions.raise_compiler_error(
        'Kindred cannot run with this configuration (faults: ' ~ faults | length ~ '):\n'
        ~ lines | join('\n')
    ) }}
{%- endmacro %}

{% macro _config_check_source_vars() -%}
    {% set faults = [] %}
    {% if var('sources') is not mapping %}
        {% do faults.append(
            "var sources must be a mapping of source name to settings, found: " ~ var('sources')
        ) %}
    {% endif %}
    {{ return(faults) }}
{%- endmacro %}
