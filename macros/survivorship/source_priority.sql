{#
    How much a source is trusted, 1 first, from the var sources.

    Returns a SQL expression, int, over a column of source names. A source that the var
    does not list (a file may bring its own names) comes after all that it does.
#}
{% macro source_priority(source_name) -%}
    {%- set ranks = {} -%}
    {%- for source, settings in var('sources').items() -%}
        {%- do ranks.update({source: settings.priority | default(1) | int}) -%}
    {%- endfor -%}
    case {{ source_name }}
        {%- for source, rank in ranks.items() %}
        when '{{ source }}' then {{ rank }}
        {%- endfor %}
        else {{ (ranks.values() | max) + 1 }}
    end
{%- endmacro %}
