-- One row per stay of a customer in an account that builds saw, past and present.
{{ config(
    materialized='remembered',
    witnesses=['account_events', 'account_members']
) }}

with

stays as (

    {{ last_state({
        'customer_key': dbt.type_bigint(),
        'customer_id': dbt.type_string(),
        'account_id': dbt.type_string(),
        'from_run': dbt.type_bigint(),
        'from_at': dbt.type_timestamp(),
        'from_account_id': dbt.type_string(),
        'reason': dbt.type_string(),
        'valid_from': dbt.type_timestamp(),
        'to_run': dbt.type_bigint(),
        'to_at': dbt.type_timestamp(),
    }) | indent(4) }}

),

members as (

    select
        customer_key,
        customer_id,
        account_id,
        reason,
        valid_from
    from {{ ref('int_account_members_found') }}
    where valid_to is null

),

account_stays as (

    select
        account_id,
        from_account_id,
        to_run
    from {{ ref('int_account_stays_recorded') }}

),

living_accounts as (

    select account_id
    from account_stays
    where to_run is null
    group by account_id

),

heirs as (

    select
        from_account_id,
        account_id
    from account_stays
    where from_account_id is not null
    group by from_account_id, account_id

),

-- Where a customer was in an account that has ended in another, it comes from there.
inherited as (

    select
        stays.customer_key,
        heirs.account_id,
        min(stays.account_id) as from_account_id
    from stays
    inner join heirs on stays.account_id = heirs.from_account_id
    left join living_accounts on stays.account_id = living_accounts.account_id
    where stays.to_run is null and living_accounts.account_id is null
    group by stays.customer_key, heirs.account_id

),

claimed as (

    select
        members.customer_key,
        members.customer_id,
        members.account_id,
        inherited.from_account_id,
        members.reason,
        members.valid_from
    from members
    left join inherited
        on members.customer_key = inherited.customer_key
        and members.account_id = inherited.account_id

),

recorded as (

    {{ recorded_stays(
        'account_members',
        'stays',
        'claimed',
        details=['reason', 'valid_from'],
        refreshed=['reason']
    ) | indent(4) }}

)

select * from recorded
