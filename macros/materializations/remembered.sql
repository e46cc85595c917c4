{#
    A table that outlives every build: its SQL may read what the last run left in it.

    The model's SQL gives the whole new state, which is written as a new table and swapped
    in. There is no other way of writing, so --full-refresh keeps what was remembered, and
    a run that fails or is killed before the swap changes nothing. The SQL reads the state
    with last_state(), which is empty on the first run.

        last state ──► model's SQL ──► new table ──swap──► state

    Of two builds at a time only one may swap: the one that holds the claim (claim_build).

    An engine without transactions may be killed in the middle of the swap, when the old
    table has its backup name and the new one is not in place yet. The backup is then what
    last_state() reads, and the next run drops it when the new table is in place.

    dbt's --empty, which gives models no rows, would teach a state to forget everything: a
    state that is there stays as it is.

    Configuration: changes and watched, as those of a patched table, where patched tables
    read this one. witnesses, the names of tables of the target schema that are there only
    when this state was too. A state that is gone while they are there was lost, and the
    run fails rather than begin anew.

    Works on every engine through dbt's own create_table_as and rename_relation.
#}
{% materialization remembered, default %}

    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set backup_relation = make_backup_relation(target_relation, 'table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set existing_relation = load_cached_relation(this) -%}

    {%- set state = existing_relation or load_cached_relation(backup_relation) -%}

    {%- if flags.EMPTY and state is not none -%}
        {%- call noop_statement('main', 'the state is kept') -%}{%- endcall -%}
        {{ return({'relations': [state]}) }}
    {%- endif -%}

    {%- if state is none -%}{%- do _refuse_lost_state() -%}{%- endif -%}

    {%- set new_relation = make_intermediate_relation(target_relation) -%}
    {%- do adapter.drop_relation(new_relation) -%}
    {#- without the table itself, the backup is the state, which the SQL is about to read -#}
    {%- if existing_relation is not none -%}
        {%- do adapter.drop_relation(backup_relation) -%}
    {%- endif -%}
    {% call statement('main') -%}
        {{ create_table_as(False, new_relation, compiled_code) }}
    {%- endcall %}
    {%- do analyze_table(new_relation) -%}
    {%- do keep_claim() -%}
    {%- if config.get('changes') and can_patch() -%}
        {%- set plan = _patch_plan() -%}
        {%- if plan.is_known -%}{%- do _forget_read_changes() -%}{%- endif -%}
        {%- do keep_log(plan, existing_relation if plan.is_known else none, new_relation) -%}
        {%- do _write_versions(plan) -%}
    {%- endif -%}
    {%- if existing_relation is not none -%}
        {%- do adapter.rename_relation(existing_relation, backup_relation) -%}
    {%- endif -%}
    {%- do adapter.rename_relation(new_relation, target_relation) -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do apply_grants(target_relation, config.get('grants'), should_revoke=true) -%}
    {% do persist_docs(target_relation, model) %}
    {{ adapter.commit() }}
    {%- do adapter.drop_relation(backup_relation) -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}


{# Raises when the state is gone and what was published from it is not. #}
{% macro _refuse_lost_state() -%}
    {%- set there = [] -%}
    {%- for name in config.get('witnesses', []) -%}
        {%- if adapter.get_relation(this.database, target.schema, name) is not none -%}
            {%- do there.append(target.schema ~ '.' ~ name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if there -%}
        {{ exceptions.raise_compiler_error(
            this ~ ' is gone, but ' ~ there | join(' and ') ~ ', which was made from it, is there. '
            ~ 'A new one would give ids anew, with no event that says so. Bring the table back '
            ~ 'from a backup; or, to forget every id there was, drop ' ~ there | join(' and ')
            ~ ' too.'
        ) }}
    {%- endif -%}
{%- endmacro %}
