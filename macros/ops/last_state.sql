{#
    What a remembered model held after the last run that wrote it.

    Returns a relation body: the columns asked for, in their order, one row per row of the
    state; no row when there is no state yet. columns maps a column's name to its SQL type.
    model_name names the remembered model, which is in the schema of the one that asks;
    without it, it is the one that asks. beside is a relation of the schema to look in, where
    that is not the schema of the one that asks: a data test has another. A column that the
    state lacks, since an older version of the project wrote it, is NULL.

    Nothing here is a ref: a model cannot come before itself in the graph. Whoever reads
    another model's state does so before that model runs, and makes it depend on itself.
#}
{% macro last_state(columns, model_name=none, beside=none) -%}
    {%- set state = _state_relation(model_name or this.identifier, beside or this) if execute -%}
    {%- if state -%}
        {%- set there = adapter.get_columns_in_relation(state)
            | map(attribute='name') | map('lower') | list -%}
    {%- endif -%}
    select
    {%- for name, type in columns.items() %}
        cast({{ name if not state or name in there else 'null' }} as {{ type }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
    {%- if state %}
    from {{ state }}
    {%- else %}
    from (
        select
        {%- for name in columns %}
            null as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    ) as no_state
    where 1 = 0
    {%- endif %}
{%- endmacro %}


{# The table that holds a remembered model's state, or none. A run that was killed while it
   swapped may have left it under its backup name. #}
{% macro _state_relation(model_name, beside) -%}
    {%- set relation = beside.incorporate(path={'identifier': model_name}, type='table') -%}
    {{ return(
        load_cached_relation(relation)
        or load_cached_relation(make_backup_relation(relation, 'table'))
    ) }}
{%- endmacro %}
