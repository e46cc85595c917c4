{#
    Loads the rows of a seed into its table; Spark only, the other engines use dbt's own.

    Returns the SQL of the load. dbt-spark binds seed values by pasting them between
    quotes: a NULL becomes the text None and an apostrophe ends the statement. Here the
    rows travel as one JSON literal a batch, which keeps every value exact and costs the
    parser one token instead of one for each cell.
#}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {% set column_types = model['config'].get('column_types', {}) %}
    {% set names = agate_table.column_names %}
    {% set statements = [] %}
    {% for chunk in agate_table.rows | batch(5000) %}
        {% set rows = [] %}
        {% for row in chunk %}
            {% set cells = [] %}
            {% for value in row %}
                {% do cells.append(none if value is none else value | string) %}
            {% endfor %}
            {% do rows.append(cells) %}
        {% endfor %}
        {% set json = tojson(rows) | replace('\\', '\\\\') | replace("'", "\\'") %}
        {% set statement %}
            insert into {{ this.render() }}
            select
                {%- for name in names %}
                    {% set inferred = adapter.convert_type(agate_table, loop.index0) %}
                    cast(
                        cells[{{ loop.index0 }}] as {{ column_types.get(name, inferred) }}
                    ) as {{ adapter.quote(name) }}{{ ',' if not loop.last }}
                {%- endfor %}
            from (
                select explode(from_json('{{ json }}', 'array<array<string>>')) as cells
            ) as seed_rows
        {% endset %}
        {% do adapter.add_query(statement, abridge_sql_log=True) %}
        {% do statements.append(statement[:1000]) %}
    {% endfor %}
    {{ return(statements[0]) }}
{%- endmacro %}
