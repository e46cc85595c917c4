{#
    Whether a source takes part in this build.

    Returns a Jinja boolean, from the var <source_name>_enabled; true where there is no such
    var, so that a source of yours needs its line in the var sources alone. A source that
    is part of another one (part_of in the var sources) is off whenever that one is.
#}
{% macro source_is_enabled(source_name) -%}
    {% set whole = var('sources').get(source_name, {}).get('part_of') %}
    {% if whole and not source_is_enabled(whole) %}
        {{ return(false) }}
    {% endif %}
    {{ return(var(source_name ~ '_enabled', true) | string | lower == 'true') }}
{%- endmacro %}
