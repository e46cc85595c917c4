-- One row per stay of an account record in an account, past and present; the state from
-- which account_id is stable.
{{ config(
    materialized='remembered',
    witnesses=['account_events', 'accounts']
) }}

with

stays as (

    {{ last_state({
        'account_record_key': dbt.type_bigint(),
        'account_record_id': dbt.type_string(),
        'account_id': dbt.type_string(),
        'from_run': dbt.type_bigint(),
        'from_at': dbt.type_timestamp(),
        'from_account_id': dbt.type_string(),
        'to_run': dbt.type_bigint(),
        'to_at': dbt.type_timestamp(),
    }) | indent(4) }}

),

claimed as (

    select
        account_record_key,
        account_record_id,
        account_id,
        from_account_id
    from {{ ref('int_accounts_claimed') }}

),

recorded as (

    {{ recorded_stays('accounts', 'stays', 'claimed', details=[]) | indent(4) }}

)

select * from recorded
