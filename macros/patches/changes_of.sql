{#
    What has changed in an input since the model that asks has read it.

    Returns a relation body: the columns asked for, of the rows of the input's log. For the
    macros that find affected keys; reads is what they are given.
#}
{% macro changes_of(input, columns, reads) -%}
    select distinct {{ columns | join(', ') }}
    from {{ _relation_of(input ~ '__changes') }}
    where version > {{ reads[input] }}
{%- endmacro %}


{# A table of the intermediate schema by its name: a macro that a materialization calls can
   have no ref of its own, the model has it. #}
{% macro _relation_of(name) -%}
    {{ return(api.Relation.create(
        database=this.database, schema=generate_schema_name('intermediate'),
        identifier=name
    )) }}
{%- endmacro %}
