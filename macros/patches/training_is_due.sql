{#
    Whether what training learns from is to be worked out again: as soon as the var
    training_due_share of the records has changed since it was, or when told to (var retrain).

    Returns a Jinja boolean, for a patched table that is there; plan is what it has read and
    could read now. The first table of training counts the records that have changed, the
    others follow it, or one that does, so that all of them know the same records.
#}
{% macro training_is_due(plan) -%}
    {%- if var('retrain') -%}{{ return(true) }}{%- endif -%}
    {%- set followed = [] -%}
    {%- for unique_id in model.depends_on.nodes if unique_id in graph.nodes -%}
        {%- if graph.nodes[unique_id].config.get('due') == config.get('due') -%}
            {%- do followed.append(graph.nodes[unique_id].name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for name in followed if plan.reads[name] != plan.inputs[name] -%}
        {{ return(true) }}
    {%- endfor -%}
    {%- if followed -%}{{ return(false) }}{%- endif -%}
    {%- set counted = run_query(
        'select (select count(*) from ('
        ~ changes_of('int_records_prepared', ['record_key'], plan.reads)
        ~ ') as changed), (select count(*) from ' ~ _relation_of('int_records_prepared') ~ ')'
    ).rows[0] -%}
    {{ return((counted[0] | int) >= var('training_due_share') * (counted[1] | int)) }}
{%- endmacro %}
