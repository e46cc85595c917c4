-- depends_on: {{ ref('int_further_identifiers_shared') }}
-- One row per pair of one component that may not be one customer, by whatever path: what a
-- steward decided, or what contradicts itself (vars conflict_rules and unique_identifiers).
{{ config(
    materialized='patched',
    affected='affected_forbidden_pairs',
    patch_by=[['left_key'], ['right_key']],
    changes=['left_key', 'right_key']
) }}

{% set conflict_rules = all_conflict_rules() %}
{% set conflict_columns = [] %}
{% for rule in conflict_rules %}
{% for column in rule.requires if column not in conflict_columns %}
{% do conflict_columns.append(column) %}
{% endfor %}
{% endfor %}

with components as (

    select
        node_key as record_key,
        group_key as component_key
    from {{ ref('int_components_labelled') }}

),

decided_groups as (

    select
        node_key as record_key,
        group_key as decided_key
    from {{ ref('int_decisions_grouped') }}

),

decisions as (

    select
        left_key,
        right_key
    from {{ ref('int_decisions_applied') }}
    where
        decision = 'different'
        and {{ is_affected(['left_key']) }}

),

records as (

    select
        records.record_key,
        components.component_key,
        decided_groups.decided_key
        {%- for column in conflict_columns %},
        records.{{ column }}
        {%- endfor %}
    from {{ ref('int_records_prepared') }} as records
    inner join components
        on records.record_key = components.record_key
    left join decided_groups
        on records.record_key = decided_groups.record_key
    where {{ is_affected(['records.record_key']) }}

),

decided as (

    select
        decisions.left_key,
        decisions.right_key,
        'decision' as forbidden_reason
    from decisions
    inner join components as left_components
        on decisions.left_key = left_components.record_key
    inner join components as right_components
        on decisions.right_key = right_components.record_key
    where left_components.component_key = right_components.component_key

),

{% for rule in conflict_rules %}
holders_{{ loop.index }} as (

    select
        record_key,
        component_key,
        decided_key,
        {{ rule.requires | join(',\n        ') }}
    from records
    where
        {{ rule.requires | join(' is not null\n        and ') }} is not null

),

paired_{{ loop.index }} as (

    select
        left_records.record_key as left_key,
        right_records.record_key as right_key,
        left_records.decided_key as left_decided_key,
        right_records.decided_key as right_decided_key
        {%- for column in rule.requires %},
        left_records.{{ column }} as left_{{ column }},
        right_records.{{ column }} as right_{{ column }}
        {%- endfor %}
    from holders_{{ loop.index }} as left_records
    inner join holders_{{ loop.index }} as right_records
        on left_records.component_key = right_records.component_key
        and left_records.record_key < right_records.record_key

),

{% if rule.identifier in ['email', 'phone'] %}
-- A value that is not the first one of both records is one that they share, too.
agreeing_{{ loop.index }} as (

    select distinct
        pairs.left_key,
        pairs.right_key
    from paired_{{ loop.index }} as pairs
    inner join {{ ref('int_further_identifiers_shared') }} as left_identifiers
        on pairs.left_key = left_identifiers.record_key
        and left_identifiers.identifier_type = '{{ rule.identifier }}'
    inner join {{ ref('int_further_identifiers_shared') }} as right_identifiers
        on pairs.right_key = right_identifiers.record_key
        and right_identifiers.identifier_type = '{{ rule.identifier }}'
        and left_identifiers.identifier_value = right_identifiers.identifier_value

),

conflicting_{{ loop.index }} as (

    select paired_{{ loop.index }}.*
    from paired_{{ loop.index }}
    left join agreeing_{{ loop.index }}
        on paired_{{ loop.index }}.left_key = agreeing_{{ loop.index }}.left_key
        and paired_{{ loop.index }}.right_key = agreeing_{{ loop.index }}.right_key
    where agreeing_{{ loop.index }}.left_key is null

),

{% endif %}
{% endfor %}
forbidden as (

    select
        left_key,
        right_key,
        forbidden_reason
    from decided

{% for rule in conflict_rules %}
    union all

    -- records that a steward's decisions join are one person, whatever they say
    select
        left_key,
        right_key,
        '{{ rule.name }}' as forbidden_reason
    from {{ 'conflicting_' if rule.identifier in ['email', 'phone'] else 'paired_' }}
    {{- loop.index }}
    where
        ({{ rule.when }})
        and coalesce(left_decided_key <> right_decided_key, true)
{% endfor %}
),

first_reasons as (

    select
        left_key,
        right_key,
        min({{ bytewise('forbidden_reason') }}) as forbidden_reason
    from forbidden
    group by left_key, right_key

)

select * from first_reasons
