{#
    How much a source is trusted, 1 first, from the var sources.

    Returns a SQL expression, int, over a column of source names. A source that the var
    does not list (a file may bring its own names) comes after all that it does.
#}
{% macro source_priority(source_name) -%}
    {%- set priorities = source_settings().values() | map(attribute='priority') | list -%}
    case {{ source_name }}
        {%- for source, settings in source_settings().items() %}
        when '{{ source }}' then {{ settings.priority }}
        {%- endfor %}
        else {{ (priorities | max) + 1 }}
    end
{%- endmacro %}
