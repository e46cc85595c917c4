-- One row per agreement pattern × weight group that could be compared at least in part.
{{ config(
    materialized='patched',
    due='training_is_due'
) }}

with patterns as (

    select agreement_pattern
    from {{ ref('int_patterns_counted') }}
    group by agreement_pattern

),

levels as (

    {{ pattern_levels('patterns') | indent(4) }}

)

select * from levels
