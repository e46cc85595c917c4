{#
    Where the raw tables of the web source are, by which the events that came from the demo,
    or from a schema that is read no more, are told from those of today.

    Returns a SQL expression, text: 'demo' while the var demo is true, else the var web_schema.
#}
{% macro web_origin() -%}
    {%- if var('demo') | string | lower == 'true' -%}
        'demo'
    {%- else -%}
        '{{ dbt.escape_single_quotes(var('web_schema') | string) }}'
    {%- endif -%}
{%- endmacro %}
