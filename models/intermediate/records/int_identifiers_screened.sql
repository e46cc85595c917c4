-- One row per record × identifier, with whether it may link people and why not.
{{ config(
    materialized='patched',
    affected='affected_screened_identifiers',
    patch_by=[['record_key']],
    changes=['record_key'],
    watched=[
        'identifier_type', 'identifier_value', 'value_number', 'is_usable',
        'unusable_reason', 'case when is_usable then person_count end',
    ]
) }}

{% set limits = var('max_people_per_identifier') %}

with identifiers as (

    select
        extracted.record_key,
        extracted.record_id,
        extracted.source_name,
        extracted.identifier_type,
        extracted.identifier_value,
        extracted.value_number,
        extracted.holder_key,
        extracted.holder_name,
        extracted.created_at,
        extracted.updated_at
    from {{ ref('int_identifiers_extracted') }} as extracted
    where {{ is_affected(
        ['extracted', 'int_identifiers_extracted', 'identifier_type', 'identifier_value'],
        '_shares_with_affected'
    ) }}

),

placeholders as (

    select
        identifier_type,
        identifier_value
    from {{ ref('placeholder_identifiers') }}

),

held_values as (

    select
        identifier_type,
        identifier_value,
        count(*) as record_count,
        -- Who gives no given name, or no name at all, may be one of those who do: each kind
        -- is counted by itself, or a mailbox that its owner uses without a name, too, would
        -- be that of two.
        greatest(
            count(distinct case when holder_name = 'given' then holder_key end),
            count(distinct case when holder_name = 'family' then holder_key end),
            count(distinct case when holder_name is null then holder_key end)
        ) as person_count
    from identifiers
    group by identifier_type, identifier_value

),

judged_values as (

    select
        held_values.identifier_type,
        held_values.identifier_value,
        held_values.record_count,
        held_values.person_count,
        case
            when placeholders.identifier_value is not null then 'placeholder'
            when {{ is_placeholder_identifier(
                'held_values.identifier_type', 'held_values.identifier_value'
            ) }} then 'placeholder'
{% for identifier_type, limit in limits.items() %}
            when
                held_values.identifier_type = '{{ identifier_type }}'
                and held_values.person_count > {{ limit }}
                then 'over {{ limit }} people'
{% endfor %}
        end as unusable_reason
    from held_values
    left join placeholders
        on held_values.identifier_type = placeholders.identifier_type
        and held_values.identifier_value = placeholders.identifier_value

),

screened as (

    select
        identifiers.record_key,
        identifiers.record_id,
        identifiers.source_name,
        identifiers.identifier_type,
        identifiers.identifier_value,
        identifiers.value_number,
        judged_values.unusable_reason is null as is_usable,
        judged_values.unusable_reason,
        judged_values.record_count,
        judged_values.person_count,
        identifiers.created_at,
        identifiers.updated_at
    from identifiers
    inner join judged_values
        on identifiers.identifier_type = judged_values.identifier_type
        and identifiers.identifier_value = judged_values.identifier_value
    where {{ is_affected(['identifiers.record_key']) }}

)

select * from screened
