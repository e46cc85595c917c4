{#
    Carries on the log of a table that was written as a whole, or begins it anew.

    Runs statements; returns nothing. plan is that of _patch_plan(); old_relation is the
    table as it was, where the log goes on, else none; new_relation the new one. The plan's
    version stays where nothing changed.
#}
{% macro keep_log(plan, old_relation, new_relation) -%}
    {%- if old_relation is none -%}
        {%- do plan.update({'first_version': plan.version}) -%}
        {%- if config.get('changes') -%}
            {%- set log_relation = _patch_relation('changes') -%}
            {%- do adapter.drop_relation(log_relation) -%}
            {%- call statement('log') -%}
                {{ create_table_as(False, log_relation,
                    'select cast(0 as bigint) as version, ' ~ config.get('changes') | join(', ')
                    ~ ' from ' ~ new_relation ~ ' where 1 = 0'
                ) }}
            {%- endcall -%}
        {%- endif -%}
    {%- elif config.get('changes') -%}
        {%- do _log_changes(plan, old_relation, new_relation) -%}
        {%- set changed = run_query(
            'select count(*) from ' ~ _patch_relation('changes') ~ ' where version = '
            ~ plan.version
        ).rows[0][0] | int -%}
        {%- if changed == 0 -%}{%- do plan.update({'version': plan.version - 1}) -%}{%- endif -%}
    {%- endif -%}
{%- endmacro %}


{# Adds to the log what differs between two states of the table. #}
{% macro _log_changes(plan, old_rows, new_rows) -%}
    {%- if config.get('changes') -%}
        {%- set log_relation = _patch_relation('changes') -%}
        {%- set columns = config.get('changes') -%}
        {%- set watched = config.get('watched') or (
            adapter.get_columns_in_relation(this) | map(attribute='quoted') | list
        ) -%}
        {%- set compared = columns | list -%}
        {%- for expression in watched if expression not in columns -%}
            {%- do compared.append(expression ~ ' as watched_' ~ loop.index) -%}
        {%- endfor -%}
        {%- set old_select = 'select ' ~ compared | join(', ') ~ ' from ' ~ old_rows ~ ' as old_rows' -%}
        {%- set new_select = 'select ' ~ compared | join(', ') ~ ' from ' ~ new_rows ~ ' as new_rows' -%}
        {%- do run_query(
            'insert into ' ~ log_relation ~ ' select distinct ' ~ plan.version ~ ', '
            ~ columns | join(', ') ~ ' from ((' ~ old_select ~ ' except ' ~ new_select
            ~ ') union all (' ~ new_select ~ ' except ' ~ old_select ~ ')) as differing'
        ) -%}
    {%- endif -%}
{%- endmacro %}


{# Takes out of the log what every reader has read. A model that is no more, or reads no logs
   any longer, is no reader: should it come back, it is written as a whole. #}
{% macro _forget_read_changes() -%}
    {%- if config.get('changes') -%}
        {%- set readers = [] -%}
        {%- for node in graph.nodes.values() if _keeps_versions(node) -%}
            {%- do readers.append(node.name) -%}
        {%- endfor -%}
        {%- set read_by = "from " ~ patch_versions() ~ " where input_name = '" ~ this.identifier
            ~ "'" -%}
        {%- do run_query(
            'delete ' ~ read_by ~ " and model_name not in ('" ~ readers | join("', '") ~ "')"
        ) -%}
        {%- do run_query(
            'delete from ' ~ _patch_relation('changes') ~ ' where version <= (select coalesce('
            ~ 'min(case when model_name <> input_name then version end), max(version)) '
            ~ read_by ~ ')'
        ) -%}
    {%- endif -%}
{%- endmacro %}


{# Whether the log is there with the columns that it should have: somebody may have dropped it,
   or an older version of the project written it. #}
{% macro _has_log() -%}
    {%- if not config.get('changes') -%}{{ return(true) }}{%- endif -%}
    {%- set there = adapter.get_columns_in_relation(_patch_relation('changes'))
        | map(attribute='name') | list -%}
    {{ return(there == ['version'] + config.get('changes')) }}
{%- endmacro %}
