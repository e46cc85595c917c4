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


{# Whether a row shares its values of some columns with a row, in a table that has them beside
   record_key, of an affected record. what: alias of the rows, name of the table, columns. #}
{% macro _shares_with_affected(what) -%}
    exists (
        select 1
        from {{ _relation_of(what[1]) }} as touched
        inner join {{ _affected_relation() }} as affected
            on touched.record_key = affected.part_1
        where
        {%- for column in what[2:] %}
            touched.{{ column }} = {{ what[0] }}.{{ column }}{{ ' and' if not loop.last }}
        {%- endfor %}
    )
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
