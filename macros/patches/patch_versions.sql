{#
    The table that holds the version of every patched table, and the versions that each has
    read of its inputs.

    Returns a relation. Columns: model_name; input_name, the model itself for its own
    version; version, from 1; first_version, what the log begins after; fingerprint, the MD5
    of the SQL that the rows came from.
#}
{% macro patch_versions() -%}
    {{ return(api.Relation.create(
        database=target.database or none,
        schema=generate_schema_name('intermediate'),
        identifier='patch_versions'
    )) }}
{%- endmacro %}


{# Says what this run has written and read. A table without a version is one that the next
   run writes anew: where nothing is different nothing is written, since no transaction may
   have begun that would hold the two statements together. #}
{% macro _write_versions(plan) -%}
    {%- if plan.is_patch and plan.version == plan.last_version and plan.inputs == plan.reads -%}
        {{ return('') }}
    {%- endif -%}
    {%- do run_query(
        'delete from ' ~ patch_versions() ~ " where model_name = '" ~ this.identifier ~ "'"
    ) -%}
    {%- set rows = [
        "('" ~ this.identifier ~ "', '" ~ this.identifier ~ "', " ~ plan.version ~ ', '
        ~ plan.first_version ~ ", '" ~ plan.fingerprint ~ "')"
    ] -%}
    {%- for name, version in plan.inputs.items() -%}
        {%- do rows.append(
            "('" ~ this.identifier ~ "', '" ~ name ~ "', " ~ version ~ ', 0, null)'
        ) -%}
    {%- endfor -%}
    {%- do run_query('insert into ' ~ patch_versions() ~ ' values ' ~ rows | join(', ')) -%}
{%- endmacro %}
