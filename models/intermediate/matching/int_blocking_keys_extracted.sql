-- One row per record × blocking rule × key.

{% set has_several_keys =
    matching_settings('blocking_rules', 'keys')
    | map(attribute='keys') | map('length') | max > 1 %}

with records as (

    select *
    from {{ ref('int_records_prepared') }}

),

keys as (

    {{ blocking_keys('records') | indent(4) }}

),

distinct_keys as (

    -- two keys of one rule may be the same for a record
    select {{ 'distinct' if has_several_keys else '' }}
        record_key,
        blocking_rule,
        blocking_key
    from keys

)

select * from distinct_keys
