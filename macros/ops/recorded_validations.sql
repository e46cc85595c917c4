{#
    What `kindred validate` has recorded beside this build: <target>_validation.results.

    Returns a relation body: the columns asked for, in their order, one row per expectation
    of every validation; no row where nothing was validated yet. columns maps a column's name
    to its SQL type.

    Nothing here is a source: the table is not there before the first validation, and no
    build makes or drops it.
#}
{% macro recorded_validations(columns) -%}
    {%- set results = none -%}
    {%- if execute -%}
        {%- set results = adapter.get_relation(
            this.database, this.schema ~ '_validation', 'results'
        ) -%}
    {%- endif -%}
    select
    {%- for name, type in columns.items() %}
        cast({{ name if results else 'null' }} as {{ type }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
    {%- if results %}
    from {{ results }}
    {%- else %}
    from (select 1 as nothing) as no_validation
    where 1 = 0
    {%- endif %}
{%- endmacro %}
