-- One row per pair × deterministic rule that joins it, by any usable e-mail or phone of
-- both records; stars, not all pairs. Sources that share their ids are joined by those.
{{ config(
    materialized='patched',
    changes=['left_key', 'right_key']
) }}

{% set columns = [] %}
{% for rule in matching_settings('match_rules', 'columns', may_be_empty=true) %}
{% for column in rule.columns if column not in columns %}
{% do columns.append(column) %}
{% endfor %}
{% endfor %}

with records as (

    select
        {{ (['record_key'] + columns) | join(',\n        ') }}
    from {{ ref('int_records_prepared') }}
    union all
    select
        {{ (['record_key'] + columns) | join(',\n        ') }}
    from {{ ref('int_record_forms_prepared') }}

),

stars as (

    {{ rule_stars('records') | indent(4) }}

),

{% set shared_ids = [] %}
{% for source_name, other_name in var('shared_record_ids').items() %}
{% if source_name in enabled_sources() and other_name in enabled_sources() %}
{% do shared_ids.append([source_name, other_name]) %}
{% endif %}
{% endfor %}
{% if shared_ids %}
sourced_records as (

    select
        record_key,
        record_id,
        source_name
    from {{ ref('int_records_prepared') }}

),

{% endif %}
linked as (

    select distinct
        left_key,
        right_key,
        match_rule
    from stars
    {%- for source_name, other_name in shared_ids %}
    union
    select
        least(records.record_key, others.record_key) as left_key,
        greatest(records.record_key, others.record_key) as right_key,
        '{{ source_name }}_id_is_{{ other_name }}_id' as match_rule
    from sourced_records as records
    inner join sourced_records as others
        on others.record_id = '{{ other_name }}'
            || substr(records.record_id, {{ source_name | length + 1 }})
    where
        records.source_name = '{{ source_name }}'
        and others.source_name = '{{ other_name }}'
    {%- endfor %}

)

select * from linked
