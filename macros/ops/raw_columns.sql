{#
    A source's raw table with exactly the columns that its _sources.yml documents.

    Loaders leave out columns that the vendor's account does not use. A documented column
    that the table lacks is NULL of its data_type; one marked meta.required raises an error
    that names the source, the table and the column. Columns that are not documented are
    left behind. A whole table that the source can do without (meta.optional) and the loader
    did not bring has no rows.

    Returns a relation body (a select). While dbt parses, over a unit test's input, and over
    a table that is not there, every documented column is taken to exist.
#}
{% macro raw_columns(source_name, table_name) -%}
    {% set relation = raw_table(source_name, table_name) %}
    {% if not execute or relation.is_cte %}
        {{ return('select * from ' ~ relation) }}
    {% endif %}
    {% set node = _raw_table_node(source_name, table_name) %}
    {% set documented = node.columns.values() | list %}
    {% if _raw_table_is_absent(node, relation) %}
        {{ return(_no_raw_rows(documented)) }}
    {% endif %}
    {% set missing = _missing_columns(relation, documented) %}
    {% set absent_required = [] %}
    {% set expressions = [] %}
    {% for column in documented %}
        {% if column.name not in missing %}
            {% do expressions.append(column.name) %}
        {% elif _column_is_required(column) %}
            {% do absent_required.append(column.name) %}
        {% else %}
            {% do expressions.append(
                'cast(null as ' ~ _raw_column_type(column) ~ ') as ' ~ column.name
            ) %}
        {% endif %}
    {% endfor %}
    {% if absent_required %}
        {{ exceptions.raise_compiler_error(
            _missing_columns_fault(source_name, table_name, relation, absent_required)
        ) }}
    {% endif %}
    {{ return(
        'select\n        ' ~ expressions | join(',\n        ') ~ '\n    from ' ~ relation
    ) }}
{%- endmacro %}

{# The source's node in the graph: its columns, with their data types and marks. #}
{% macro _raw_table_node(source_name, table_name) -%}
    {% for node in graph.sources.values() %}
        {% if node.source_name == source_name and node.name == table_name %}
            {{ return(node) }}
        {% endif %}
    {% endfor %}
    {{ exceptions.raise_compiler_error(
        "raw_columns: source '" ~ source_name ~ "', table '" ~ table_name
        ~ "' is documented in no _sources.yml"
    ) }}
{%- endmacro %}

{# Whether a table that the source can do without was not landed. A demo's seed always is. #}
{% macro _raw_table_is_absent(node, relation) -%}
    {% set meta = node.get('config', {}).get('meta', {}) or node.get('meta', {}) %}
    {% if not meta.get('optional', false) or _raw_table_is_a_seed(node.source_name) %}
        {{ return(false) }}
    {% endif %}
    {{ return(
        adapter.get_relation(
            database=relation.database, schema=relation.schema, identifier=relation.identifier
        ) is none
    ) }}
{%- endmacro %}

{# The documented columns without a row. #}
{% macro _no_raw_rows(documented) -%}
    {% set expressions = [] %}
    {% for column in documented %}
        {% do expressions.append(
            'cast(null as ' ~ _raw_column_type(column) ~ ') as ' ~ column.name
        ) %}
    {% endfor %}
    {{ return(
        'select\n        ' ~ expressions | join(',\n        ') ~ '\n    from (select 1 as nothing) as no_rows\n    where 1 = 0'
    ) }}
{%- endmacro %}

{# Names of the documented columns that a relation lacks; none when the relation is not there. #}
{% macro _missing_columns(relation, documented) -%}
    {% set existing = adapter.get_relation(
        database=relation.database, schema=relation.schema, identifier=relation.identifier
    ) %}
    {% if existing is none %}
        {{ return([]) }}
    {% endif %}
    {% set present = [] %}
    {% for column in adapter.get_columns_in_relation(existing) %}
        {% do present.append(column.name | lower) %}
    {% endfor %}
    {% set missing = [] %}
    {% for column in documented %}
        {% if column.name | lower not in present %}
            {% do missing.append(column.name) %}
        {% endif %}
    {% endfor %}
    {{ return(missing) }}
{%- endmacro %}

{% macro _column_is_required(column) -%}
    {% set meta = column.get('config', {}).get('meta', {}) or column.get('meta', {}) %}
    {{ return(meta.get('required', false)) }}
{%- endmacro %}

{% macro _raw_column_type(column) -%}
    {% set types = {'string': dbt.type_string(), 'timestamp': dbt.type_timestamp()} %}
    {{ return(types.get(column.data_type, column.data_type)) }}
{%- endmacro %}

{% macro _missing_columns_fault(source_name, table_name, relation, columns) -%}
    {{ return(
        "Source '" ~ source_name ~ "', table " ~ relation ~ ": required column"
        ~ ('s ' if columns | length > 1 else ' ') ~ columns | join(', ')
        ~ (' are' if columns | length > 1 else ' is') ~ ' missing. Add what the loader left'
        ~ ' out, or point var ' ~ source_name ~ '_schema at the right schema, or switch the'
        ~ ' source off with ' ~ source_name ~ '_enabled: false.'
    ) }}
{%- endmacro %}
