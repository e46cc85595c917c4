{#
    Tells every fault of the configuration at once, each with its mend, before any model
    runs. Called by on-run-start.

    Returns nothing. Raises one compiler error that lists the faults, or stays silent.
    A new topic is a macro _config_check_<topic>() that returns a list of sentences, and
    its name in the list below.
#}
{% macro config_check() -%}
    {% if execute %}
        {% set faults = [] %}
        {% for topic in [
            'sources', 'raw_tables', 'standardize', 'matching', 'labels', 'identity',
            'survivorship', 'as_of', 'clock', 'segments', 'visitors', 'quality',
            'households', 'texts', 'accounts',
        ] %}
            {% do faults.extend(context['_config_check_' ~ topic]()) %}
        {% endfor %}
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
        'Kindred cannot run with this configuration (' ~ faults | length ~ ' fault'
        ~ ('s' if faults | length > 1 else '') ~ '):\n' ~ lines | join('\n')
    ) }}
{%- endmacro %}
