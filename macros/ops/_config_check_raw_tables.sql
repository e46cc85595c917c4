{#
    Faults of the raw tables: a source that is switched on without its table, or whose
    table lacks a column that the source cannot do without. One that it can do without
    (meta.optional) may be missing, which is told, unless all of the source are. The demo
    company's seeds are
    not looked at, and nothing is while dbt only loads seeds.

    Returns a Jinja list of sentences, empty when all is well; config_check raises them.
#}
{% macro _config_check_raw_tables() -%}
    {% set faults = [] %}
    {% if flags.WHICH == 'seed' %}
        {{ return(faults) }}
    {% endif %}
    {% set demo = var('demo') | string | lower == 'true' %}
    {% set landed_sources = [] %}
    {% for node in graph.sources.values() if not demo and node.package_name == 'kindred' %}
        {% set relation = source(node.source_name, node.name) %}
        {% if adapter.get_relation(
            database=relation.database, schema=relation.schema, identifier=relation.identifier
        ) is not none %}
            {% do landed_sources.append(node.source_name) %}
        {% endif %}
    {% endfor %}
    {% for node in graph.sources.values() | sort(attribute='unique_id')
        if node.package_name == 'kindred' and node.source_name != 'labels'
        and (node.source_name == 'file' or not demo) %}
        {% set relation = source(node.source_name, node.name) %}
        {% set existing = adapter.get_relation(
            database=relation.database, schema=relation.schema, identifier=relation.identifier
        ) %}
        {% if existing is none and node.source_name in landed_sources
            and _raw_table_is_absent(node, relation) %}
            {% do log(
                "Source '" ~ node.source_name ~ "' has no table " ~ relation
                ~ '; it counts as empty.', info=true
            ) %}
        {% elif existing is none %}
            {% do faults.append(
                "Source '" ~ node.source_name ~ "' is switched on, but there is no table "
                ~ relation ~ '. Set var ' ~ node.source_name ~ '_schema (now '
                ~ var(node.source_name ~ '_schema') ~ ') to the schema where the loader put it, '
                ~ 'name the table in var raw_tables as ' ~ node.source_name ~ '_' ~ node.name
                ~ ', or switch the source off with ' ~ node.source_name ~ '_enabled: false.'
            ) %}
        {% else %}
            {% set required = [] %}
            {% for column in node.columns.values() if _column_is_required(column) %}
                {% do required.append(column) %}
            {% endfor %}
            {% set missing = _missing_columns(relation, required) %}
            {% if missing %}
                {% do faults.append(
                    _missing_columns_fault(node.source_name, node.name, relation, missing)
                ) %}
            {% endif %}
        {% endif %}
    {% endfor %}
    {{ return(faults) }}
{%- endmacro %}
