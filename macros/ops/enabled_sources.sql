{#
    The names of the sources that give records to this build, in the order of the var
    sources.

    Returns a Jinja list of text. Raises when no source is switched on: a build without
    records would publish an empty company.
#}
{% macro enabled_sources() -%}
    {% set names = [] %}
    {% for source_name in source_settings() %}
        {% if source_is_enabled(source_name) %}
            {% do names.append(source_name) %}
        {% endif %}
    {% endfor %}
    {% if not names %}
        {{ exceptions.raise_compiler_error(
            'No source is switched on. Set at least one of these vars to true: '
            ~ var('sources') | join('_enabled, ') ~ '_enabled.'
        ) }}
    {% endif %}
    {{ return(names) }}
{%- endmacro %}
