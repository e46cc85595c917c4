-- One row per stay of a customer in a household, past and present; the state from which
-- household_id is stable.
{{ config(
    materialized='remembered',
    witnesses=['household_members', 'households']
) }}

with

stays as (

    {{ last_state({
        'customer_key': dbt.type_bigint(),
        'customer_id': dbt.type_string(),
        'household_id': dbt.type_string(),
        'from_run': dbt.type_bigint(),
        'from_at': dbt.type_timestamp(),
        'from_household_id': dbt.type_string(),
        'place_key': dbt.type_bigint(),
        'lived_from': dbt.type_timestamp(),
        'tie': dbt.type_string(),
        'to_run': dbt.type_bigint(),
        'to_at': dbt.type_timestamp(),
    }) | indent(4) }}

),

claimed as (

    select
        customer_key,
        customer_id,
        household_id,
        from_household_id,
        place_key,
        lived_from,
        tie
    from {{ ref('int_households_claimed') }}

),

recorded as (

    {{ recorded_stays(
        'households',
        'stays',
        'claimed',
        details=['place_key', 'lived_from', 'tie'],
        refreshed=['place_key']
    ) | indent(4) }}

)

select * from recorded
