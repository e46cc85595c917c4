{#
    A table of which a run rewrites only the rows whose inputs have changed since this table
    was last written.

    Each patched table has a version, and a log of the rows that changed with each
    version (<model>__changes). A table that reads others remembers which of their versions
    it has seen (patch_versions), so a run that was killed, or that selected other models, is
    made up for by the next one.

        log of the inputs ──affected──► keys ──model's SQL, these keys only──► new rows
                                         │                                        │
                                         └── delete ──► table, its log ◄── insert ┘

    Of two builds at a time only one may write: the one that holds the claim (claim_build).
    What every reader has read leaves the log in the next run, since it tells of records
    that may be gone.

    The whole table is written when there is none yet; when its own SQL, a seed that it
    reads, or an input was written anew; with --full-refresh; where the var incremental is
    false; where more than a quarter of it is affected (its log goes on then); and on engines
    that have no transactions (Spark), which keep no logs. A patched table holds what a whole
    one would.

    The model's SQL says which rows belong to the keys by is_affected(). What it reads besides,
    itself or through views of such tables whose SQL no var changes, must be patched too,
    remembered with a log of its own (config changes), a seed, or listed in the config
    unwatched.

    Configuration (config(materialized='patched', …)):
      affected    name of a macro (reads) → select of the affected keys, in columns part_1,
                  part_2 …; reads maps an input's name to the version that was seen last.
                  Without it the SQL gives the whole table in every run, and only the log
                  tells what differs.
      patch_by    lists of columns that name a row's key; a row is affected when one of
                  the lists is among the affected keys
      changes     columns of the log: what readers need to know of a row that changed.
                  Without it there is no log: nobody patched reads the table, or a row of a key
                  never changes as long as the SQL stays (the reading of a text)
      watched     SQL expressions that have to differ for a row to have changed; default: all
                  columns
      unwatched   names of inputs that change nothing in the rows of a key
      texts       for affected_texts: what a table of readings reads, and where
      due         name of a macro (plan) → whether the table, which is there, is to be worked
                  out again, where something that it reads has changed. As long as it is not,
                  the table stays as it is and has read nothing
      step        and progress, result, max_rounds, keep_rounds, settings: the rows are
                  reached by repeating a step, as those of an iterated table; a patch repeats
                  it for the affected keys alone

    Works on DuckDB and PostgreSQL; on Spark it is a table, or an iterated one.
#}
{% materialization patched, default %}

    {%- set target_relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- do keep_claim() -%}
    {%- set plan = _patch_plan() -%}
    {%- if plan.is_patch -%}{%- do _forget_read_changes() -%}{%- endif -%}
    {%- set is_same = plan.is_patch and (
        (plan.reads == plan.inputs and _reads_versions_only(model)) or not _is_due(plan)
    ) -%}
    {%- if plan.is_patch and config.get('affected') and not is_same -%}
        {%- do _find_affected(plan) -%}
    {%- endif -%}
    {%- set old_relation = none -%}
    {%- if is_same -%}
        {%- do plan.update({'version': plan.last_version, 'inputs': plan.reads}) -%}
        {%- call noop_statement('main', 'nothing has changed') -%}{%- endcall -%}
    {%- elif plan.is_patch and config.get('affected') and not plan.is_whole -%}
        {%- do _write_patch(plan) -%}
    {%- else -%}
        {%- set old_relation = _write_whole(plan) -%}
    {%- endif -%}
    {%- do _write_versions(plan) -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do apply_grants(target_relation, config.get('grants'), should_revoke=true) -%}
    {% do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}
    {%- if old_relation is not none -%}{%- do adapter.drop_relation(old_relation) -%}{%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}


{% materialization patched, adapter='spark' %}
    {%- if config.get('step') -%}{{ return(materialization_iterated_default()) }}{%- endif -%}
    {{ return(materialization_table_spark()) }}
{% endmaterialization %}


{# Whether the table is to be worked out again where its inputs have changed. #}
{% macro _is_due(plan) -%}
    {{ return(_configured_macro('due')(plan) if config.get('due') else true) }}
{%- endmacro %}


{# What to do: is_patch, whether the rows that are there may stay; last_version, the one that is
   there; version, the one that this run writes; first_version, the one that the log begins
   after; reads, input → the version seen last; inputs, input → its version now; fingerprint;
   is_whole, whether so much is affected that the table is written as a whole. #}
{% macro _patch_plan() -%}
    {%- set inputs = patched_inputs(model) -%}
    {%- set plan = {
        'is_patch': false, 'is_known': false, 'is_whole': false,
        'version': 1, 'first_version': 1, 'last_version': 0, 'reads': {}, 'inputs': {},
        'fingerprint': _patch_fingerprint(),
    } -%}
    {%- set known = run_query(
        'select model_name, input_name, version, first_version, fingerprint from '
        ~ patch_versions() ~ " where model_name in ('"
        ~ ([this.identifier] + inputs) | join("', '") ~ "')"
    ) -%}
    {%- set found = namespace(own=none) -%}
    {%- set first_versions = {} -%}
    {%- for row in known.rows -%}
        {%- if row[0] == this.identifier and row[1] == this.identifier -%}
            {%- set found.own = row -%}
        {%- elif row[0] == this.identifier -%}
            {%- do plan.reads.update({row[1]: row[2] | int}) -%}
        {%- elif row[0] == row[1] -%}
            {%- do plan.inputs.update({row[0]: row[2] | int}) -%}
            {%- do first_versions.update({row[0]: row[3] | int}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do plan.update({
        'is_known': (
            found.own is not none and load_cached_relation(this) is not none and _has_log()
        ),
    }) -%}
    {%- set state = namespace(is_patch=(
        plan.is_known
        and found.own[4] == plan.fingerprint
        and var('incremental') and not flags.FULL_REFRESH and not flags.EMPTY
    )) -%}
    {%- for name in inputs -%}
        {%- if name not in plan.inputs or name not in plan.reads
            or plan.reads[name] < first_versions[name]
            or plan.reads[name] > plan.inputs[name] -%}
            {%- set state.is_patch = false -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if found.own is not none -%}
        {%- do plan.update({
            'version': found.own[2] | int + 1, 'first_version': found.own[3] | int,
            'last_version': found.own[2] | int,
        }) -%}
    {%- endif -%}
    {%- do plan.update({'is_patch': state.is_patch}) -%}
    {{ return(plan) }}
{%- endmacro %}


{# What the rows depend on besides the inputs: the SQL for the whole table and for a round of
   it, the views, which hold no var, and the seeds. #}
{% macro _patch_fingerprint() -%}
    {%- set parts = [
        _whole_sql(compiled_code),
        tojson(config.get('watched')),
        tojson(config.get('changes')),
    ] -%}
    {%- if config.get('step') -%}
        {%- do parts.append(_configured_macro('step')([this], config.get('settings', {}))) -%}
        {%- do parts.append(_iteration_result([this])) -%}
    {%- endif -%}
    {%- set read = _read_nodes(model) -%}
    {%- do parts.extend(read.views) -%}
    {%- for unique_id in read.found if unique_id in graph.nodes -%}
        {%- if graph.nodes[unique_id].resource_type == 'seed' -%}
            {%- do parts.append(graph.nodes[unique_id].checksum.checksum) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(local_md5(parts | join('\n'))) }}
{%- endmacro %}


{# The SQL that gives every row: without what is_affected() has put there. #}
{% macro _whole_sql(sql) -%}
    {{ return(modules.re.sub('(?s)/[*] affected [*]/.*?/[*] affected end [*]/', 'true', sql)) }}
{%- endmacro %}


{# Writes the table of the affected keys, unless they are so many that the table is better
   written as a whole. #}
{% macro _find_affected(plan) -%}
    {%- set affected = _affected_relation() -%}
    {%- do adapter.drop_relation(affected) -%}
    {%- call statement('affected') -%}
        {{ create_table_as(
            False, affected, _configured_macro('affected')(plan.reads)
        ) }}
    {%- endcall -%}
    {%- do analyze_table(affected) -%}
    {%- set counted = run_query(
        'select (select count(*) from ' ~ affected ~ '), (select count(*) from ' ~ this ~ ')'
    ).rows[0] -%}
    {%- do plan.update({'affected_count': counted[0] | int}) -%}
    {%- if plan.affected_count * 4 > (counted[1] | int) and plan.affected_count > 100 -%}
        {%- do adapter.drop_relation(affected) -%}
        {#- what is affected is not yet what has changed: many hold a placeholder -#}
        {%- do plan.update({'is_whole': true}) -%}
    {%- endif -%}
{%- endmacro %}


{# Writes what the model's SQL gives as a new table, by way of its rounds where it has a step.
   name is that of the statement. #}
{% macro _write_rows(name, relation, sql) -%}
    {%- set rounds = _iterate(sql) if config.get('step') else [] -%}
    {%- call statement(name) -%}
        {{ create_table_as(False, relation, _iteration_result(rounds) if rounds else sql) }}
    {%- endcall -%}
    {%- for round in rounds -%}{%- do adapter.drop_relation(round) -%}{%- endfor -%}
{%- endmacro %}


{# Rewrites the rows of the affected keys. #}
{% macro _write_patch(plan) -%}
    {%- set affected = _affected_relation() -%}
    {%- if plan.affected_count == 0 -%}
        {%- do plan.update({'version': plan.last_version}) -%}
        {%- call noop_statement('main', 'nothing has changed') -%}{%- endcall -%}
    {%- else -%}
        {%- set patch = _patch_relation('patch') -%}
        {%- do adapter.drop_relation(patch) -%}
        {%- do _write_rows('patch', patch, compiled_code) -%}
        {%- set conditions = [] -%}
        {%- for columns in config.require('patch_by') -%}
            {%- do conditions.append(_in_affected(columns)) -%}
        {%- endfor -%}
        {%- set is_affected_row = conditions | join(' or ') -%}
        {%- do _log_changes(
            plan, '(select * from ' ~ this ~ ' where ' ~ is_affected_row ~ ')', patch
        ) -%}
        {%- set columns = adapter.get_columns_in_relation(this) | map(attribute='quoted')
            | join(', ') -%}
        {%- do run_query('delete from ' ~ this ~ ' where ' ~ is_affected_row) -%}
        {%- call statement('main') -%}
            insert into {{ this }} ({{ columns }}) select {{ columns }} from {{ patch }}
        {%- endcall -%}
        {%- do adapter.drop_relation(patch) -%}
    {%- endif -%}
    {%- do adapter.drop_relation(affected) -%}
{%- endmacro %}


{# Writes the table anew and swaps it in; returns what is left to drop. #}
{% macro _write_whole(plan) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set new_relation = make_intermediate_relation(target_relation) -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set state = namespace(old_relation=none) -%}
    {%- do adapter.drop_relation(new_relation) -%}
    {%- do _write_rows('main', new_relation, _whole_sql(compiled_code)) -%}
    {%- do analyze_table(new_relation) -%}
    {%- do keep_log(plan, existing_relation if plan.is_patch else none, new_relation) -%}
    {%- if existing_relation is not none -%}
        {%- set state.old_relation = make_backup_relation(
            target_relation, existing_relation.type
        ) -%}
        {%- do adapter.drop_relation(state.old_relation) -%}
        {%- do adapter.rename_relation(existing_relation, state.old_relation) -%}
    {%- endif -%}
    {%- do adapter.rename_relation(new_relation, target_relation) -%}
    {{ return(state.old_relation) }}
{%- endmacro %}
