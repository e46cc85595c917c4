{#
    Whether a row's key is among those that a patch rewrites.

    Returns a SQL condition; for a table that is written as a whole it is true. columns are
    those of the key, in the order of the parts. With condition, the name of a macro, that
    macro gives the condition, from columns: for rows that a patch reads beside its own.
#}
{% macro is_affected(columns, condition='_in_affected') -%}
    {%- if config.get('materialized') == 'patched' and can_patch()
        and flags.WHICH in ['build', 'run'] -%}
    /* affected */ {{ context[condition](columns) }} /* affected end */
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}


{# The keys that a patch rewrites, columns part_1, part_2 …, as something to select from. #}
{% macro _affected_keys() -%}
    {{ return(_affected_relation() | string) }}
{%- endmacro %}


{% macro _in_affected(columns) -%}
    {%- if columns | length == 1 -%}
    {{ columns[0] }} in (select part_1 from {{ _affected_relation() }})
    {%- else -%}
    exists (
        select 1 from {{ _affected_relation() }} as affected
        where
        {%- for column in columns %}
            affected.part_{{ loop.index }} = {{ column }}{{ ' and' if not loop.last }}
        {%- endfor %}
    )
    {%- endif -%}
{%- endmacro %}


{% macro _affected_relation() -%}
    {{ return(_patch_relation('affected')) }}
{%- endmacro %}


{# A table of the model's own, in the schema of intermediate models: readers of marts have
   no use for it. #}
{% macro _patch_relation(suffix) -%}
    {{ return(api.Relation.create(
        database=this.database, schema=generate_schema_name('intermediate'),
        identifier=this.identifier ~ '__' ~ suffix, type='table'
    )) }}
{%- endmacro %}
