{#
    Whether a source takes part in this build.

    Returns a Jinja boolean, from the var <source_name>_enabled.
#}
{% macro source_is_enabled(source_name) -%}
    {{ return(var(source_name ~ '_enabled') | string | lower == 'true') }}
{%- endmacro %}
