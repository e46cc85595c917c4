{#
    How old the newest row of a source or a raw table may be, by the warn_after that the
    _sources.yml declares for the table.

    Returns a SQL expression, double, days: for what the expression dataset names, a source of
    persons (the first raw table that its staging model reads), consent, or
    <source>_<table>; NULL where no freshness is declared, while dbt parses, and in a unit
    test, which knows no sources.
#}
{% macro freshness_limit(dataset='dataset') -%}
    cast(
        case {{ dataset }}
            {%- for name, days in _freshness_days().items() %}
            when '{{ name }}' then {{ days }}
            {%- endfor %}
            when '' then null
        end as {{ type_double() }}
    )
{%- endmacro %}

{# Days after which a source or a raw table is late, by its name, in a Jinja mapping. #}
{% macro _freshness_days() -%}
    {% set days = {} %}
    {% if not execute or 'sources' not in graph %}
        {{ return(days) }}
    {% endif %}
    {# in the demo a model reads seeds, which are called <source>_<table> #}
    {% set tables = {} %}
    {% for node in graph.sources.values() %}
        {% do tables.update({node.unique_id: node}) %}
        {% if _raw_table_is_a_seed(node.source_name) %}
            {% do tables.update({
                'seed.' ~ project_name ~ '.' ~ node.source_name ~ '_' ~ node.name: node
            }) %}
        {% endif %}
        {% set limit = _warn_after_days(node) %}
        {% if limit is not none %}
            {% do days.update({node.source_name ~ '_' ~ node.name: limit}) %}
        {% endif %}
    {% endfor %}
    {% set staged = {'consent': 'stg_consent__events'} %}
    {% for source_name, settings in source_settings().items() %}
        {% do staged.update({source_name: settings.records}) %}
    {% endfor %}
    {% for model in graph.nodes.values()
        if model.resource_type == 'model' and model.name in staged.values() %}
        {% set read = model.depends_on.nodes | select('in', tables) | list %}
        {% set limit = _warn_after_days(tables[read[0]]) if read else none %}
        {% for name, records in staged.items() if records == model.name and limit is not none %}
            {% do days.update({name: limit}) %}
        {% endfor %}
    {% endfor %}
    {{ return(days) }}
{%- endmacro %}

{# The warn_after of a raw table in days; none where none is declared. #}
{% macro _warn_after_days(node) -%}
    {% set after = (node.get('freshness') or {}).get('warn_after') or {} %}
    {% if after.get('count') is none or not after.get('period') %}
        {{ return(none) }}
    {% endif %}
    {% set per_day = {'minute': 1440, 'hour': 24, 'day': 1} %}
    {{ return((after.count / per_day[after.period | string]) | round(6)) }}
{%- endmacro %}
