{#
    A table that is reached by repeating a step.

    The model's own SQL gives round 0. Each further round is a table made from the rounds
    before it, until the model says that it is finished; then the result is written as a
    new table and swapped in. The run fails at the cap, so an unfinished state is never
    published. Every round is logged.

        model's SQL ──► round 0 ──step──► round 1 ──step──► … ──► round n ──result──► table
                                             │ progress: finished?      (n ≤ max_rounds)

    Configuration (config(materialized='iterated', …)):
      step         name of a macro (rounds, settings) → select of the next round
      progress     name of a macro (rounds, settings) → select of one row
                   (is_finished boolean, remaining bigint, for the log)
      result       name of a macro (rounds, settings) → select of the published table;
                   without it the last round is published
      max_rounds   the cap: a number, or the name of the var that has it
      keep_rounds  true: all rounds live until the result is made; false (default): only
                   the last one
      settings     a dictionary handed to the three macros
    rounds is the list of the living rounds' relations, oldest first.

    A round is one statement that writes it and one that asks for its progress, and one more
    that drops the round before it where rounds are not kept.

    Works on every engine through dbt's own create_table_as and rename_relation.
#}
{% materialization iterated, default %}

    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set new_relation = make_intermediate_relation(target_relation) -%}
    {%- do _iteration_drop(new_relation) -%}
    {%- set rounds = _iterate(compiled_code) -%}
    {% call statement('main') -%}
        {{ create_table_as(False, new_relation, _iteration_result(rounds)) }}
    {%- endcall %}
    {%- if existing_relation is not none -%}
        {%- set old_relation = make_backup_relation(target_relation, existing_relation.type) -%}
        {%- do _iteration_drop(old_relation) -%}
        {%- do adapter.rename_relation(existing_relation, old_relation) -%}
    {%- endif -%}
    {%- do adapter.rename_relation(new_relation, target_relation) -%}
    {%- for relation in rounds -%}{%- do adapter.drop_relation(relation) -%}{%- endfor -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do apply_grants(target_relation, config.get('grants'), should_revoke=true) -%}
    {% do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}
    {%- if existing_relation is not none -%}
        {%- do adapter.drop_relation(old_relation) -%}
    {%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}


{# Repeats the step until the model is finished, from a select of round 0; returns the list of
   the living rounds' relations, for _iteration_result(). Fails at the cap. #}
{% macro _iterate(start_sql) -%}
    {%- set step = _configured_macro('step') -%}
    {%- set progress = _configured_macro('progress') -%}
    {%- set cap = config.require('max_rounds') -%}
    {%- set max_rounds = (var(cap) if cap is string else cap) | int -%}
    {%- set settings = config.get('settings', {}) -%}
    {%- for round_number in range(0, max_rounds + 1) -%}
        {%- do _iteration_drop(_iteration_round(round_number)) -%}
    {%- endfor -%}
    {%- set rounds = [_iteration_round(0)] -%}
    {%- do _iteration_write(rounds[0], start_sql) -%}
    {%- set state = namespace(is_finished=false, remaining=none) -%}
    {%- for round_number in range(1, max_rounds + 1) if not state.is_finished -%}
        {%- set next_round = _iteration_round(round_number) -%}
        {%- do _iteration_write(next_round, step(rounds, settings)) -%}
        {%- do rounds.append(next_round) -%}
        {%- if not config.get('keep_rounds', false) -%}
            {%- do adapter.drop_relation(rounds.pop(0)) -%}
        {%- endif -%}
        {%- set row = run_query(progress(rounds, settings)).rows[0] -%}
        {#- of no rows, with dbt's --empty, nothing ever settles -#}
        {%- set state.is_finished = row[0] or flags.EMPTY -%}
        {%- set state.remaining = row[1] -%}
        {%- do log(
            this.identifier ~ ': round ' ~ round_number ~ ', ' ~ state.remaining ~ ' remaining',
            info=true
        ) -%}
    {%- endfor -%}
    {%- if not state.is_finished -%}
        {%- for relation in rounds -%}{%- do adapter.drop_relation(relation) -%}{%- endfor -%}
        {{ exceptions.raise_compiler_error(
            this.identifier ~ ': not finished after ' ~ max_rounds ~ ' rounds ('
            ~ state.remaining ~ ' remaining). Nothing was published. Raise '
            ~ ('the var ' ~ cap if cap is string else 'max_rounds of the model')
            ~ ', or find what keeps it from settling in the log above.'
        ) }}
    {%- endif -%}
    {{ return(rounds) }}
{%- endmacro %}


{# The select of what is published from the rounds. #}
{% macro _iteration_result(rounds) -%}
    {%- if config.get('result') -%}
        {{ return(_configured_macro('result')(rounds, config.get('settings', {}))) }}
    {%- endif -%}
    {{ return('select * from ' ~ rounds[-1]) }}
{%- endmacro %}


{# Relation of one round: beside the model, dropped at the end. #}
{% macro _iteration_round(round_number) -%}
    {{ return(api.Relation.create(
        database=this.database,
        schema=this.schema,
        identifier=this.identifier ~ '__round_' ~ round_number,
        type='table'
    )) }}
{%- endmacro %}


{# Drops what a killed run has left; what dbt knows of before the run, so that nothing is
   asked of the engine where nothing is there. #}
{% macro _iteration_drop(relation) -%}
    {%- set leftover = load_cached_relation(relation) -%}
    {%- if leftover is not none -%}{%- do adapter.drop_relation(leftover) -%}{%- endif -%}
{%- endmacro %}


{# Writes one round. #}
{% macro _iteration_write(relation, select_sql) -%}
    {%- call statement('iteration_round') -%}
        {{ create_table_as(False, relation, select_sql) }}
    {%- endcall -%}
    {%- do analyze_table(relation) -%}
{%- endmacro %}
