-- One row per stay of a record with a customer, past and present; the state of identity.
{{ config(
    materialized='remembered',
    witnesses=['identity_events', 'identity_event_seals']
) }}

with

stays as (

    {{ last_state({
        'record_key': dbt.type_bigint(),
        'record_id': dbt.type_string(),
        'customer_id': dbt.type_string(),
        'from_run': dbt.type_bigint(),
        'from_at': dbt.type_timestamp(),
        'from_customer_id': dbt.type_string(),
        'cause_type': dbt.type_string(),
        'cause': dbt.type_string(),
        'decision_id': dbt.type_string(),
        'match_probability': type_double(),
        'to_run': dbt.type_bigint(),
        'to_at': dbt.type_timestamp(),
    }) | indent(4) }}

),

claimed as (

    select
        record_key,
        record_id,
        customer_id,
        from_customer_id
    from {{ ref('int_customers_claimed') }}

),

moves as (

    select
        from_customer_id,
        customer_id,
        cause_type,
        cause,
        decision_id,
        match_probability
    from {{ ref('int_customer_moves_explained') }}

),

-- The number that this run has if it changes anything, and its moment, which is never
-- before that of a run before it, whatever the clock says.
runs as (

    select
        coalesce(max(greatest(from_run, coalesce(to_run, 0))), 0) + 1 as run_number,
        greatest(
            {{ as_of() }},
            coalesce(max(from_at), {{ as_of() }}),
            coalesce(max(to_at), {{ as_of() }})
        ) as run_at
    from stays
    {{ computed_once() }}

),

old_stays as (

    select
        stays.record_key,
        stays.record_id,
        stays.customer_id,
        stays.from_run,
        stays.from_at,
        stays.from_customer_id,
        stays.cause_type,
        stays.cause,
        stays.decision_id,
        stays.match_probability,
        case
            when stays.to_run is null and claimed.record_key is null
                then runs.run_number
            else stays.to_run
        end as to_run,
        case
            when stays.to_run is null and claimed.record_key is null then runs.run_at
            else stays.to_at
        end as to_at
    from stays
    cross join runs
    left join claimed
        on stays.record_key = claimed.record_key
            and stays.customer_id = claimed.customer_id

),

-- One row per record × customer that ever were together, and whether they are.
acquaintances as (

    select
        record_key,
        customer_id,
        max(case when to_run is null then 1 else 0 end) as open_count
    from stays
    group by record_key, customer_id

),

new_stays as (

    select
        claimed.record_key,
        claimed.record_id,
        claimed.customer_id,
        runs.run_number as from_run,
        runs.run_at as from_at,
        claimed.from_customer_id,
        moves.cause_type,
        moves.cause,
        moves.decision_id,
        moves.match_probability,
        cast(null as {{ dbt.type_bigint() }}) as to_run,
        cast(null as {{ dbt.type_timestamp() }}) as to_at
    from claimed
    cross join runs
    left join acquaintances
        on claimed.record_key = acquaintances.record_key
            and claimed.customer_id = acquaintances.customer_id
    left join moves
        on claimed.from_customer_id = moves.from_customer_id
            and claimed.customer_id = moves.customer_id
    where coalesce(acquaintances.open_count, 0) = 0

)

select * from old_stays
union all
select * from new_stays
