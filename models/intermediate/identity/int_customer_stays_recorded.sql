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
        'left_record_id': dbt.type_string(),
        'right_record_id': dbt.type_string(),
        'to_run': dbt.type_bigint(),
        'to_at': dbt.type_timestamp(),
    }) | indent(4) }}

),

moves as (

    select
        from_customer_id,
        customer_id,
        cause_type,
        cause,
        decision_id,
        match_probability,
        left_record_id,
        right_record_id
    from {{ ref('int_customer_moves_explained') }}

),

claimed as (

    select
        claimed.record_key,
        claimed.record_id,
        claimed.customer_id,
        claimed.from_customer_id,
        moves.cause_type,
        moves.cause,
        moves.decision_id,
        moves.match_probability,
        moves.left_record_id,
        moves.right_record_id
    from {{ ref('int_customers_claimed') }} as claimed
    left join moves
        on claimed.from_customer_id = moves.from_customer_id
            and claimed.customer_id = moves.customer_id

),

recorded as (

    {{ recorded_stays(
        'customers',
        'stays',
        'claimed',
        details=[
            'cause_type', 'cause', 'decision_id', 'match_probability',
            'left_record_id', 'right_record_id',
        ]
    ) | indent(4) }}

)

select * from recorded
