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
        started_at,
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

customer_heirs as (

    select
        {{ record_key('customer_id') }} as customer_key,
        {{ record_key('next_customer_id') }} as next_customer_key
    from {{ ref('int_customer_ids_followed') }}

),

customers as (

    select
        {{ record_key('customer_id') }} as customer_key,
        min(from_at) as known_from
    from {{ ref('int_customer_stays_recorded') }}
    group by customer_id

),

runs as (

    select max(coalesce(to_at, from_at)) as last_at
    from stays

),

-- Present stays go on where the customer is another's now, or the account is.
inherited as (

    select
        coalesce(customer_heirs.next_customer_key, stays.customer_key) as customer_key,
        coalesce(heirs.account_id, stays.account_id) as account_id,
        min(case when heirs.account_id is not null then stays.account_id end)
            as from_account_id,
        min(
            coalesce(
                stays.valid_from, case when stays.from_run > 1 then stays.from_at end
            )
        ) as valid_from
    from stays
    left join living_accounts on stays.account_id = living_accounts.account_id
    left join heirs
        on stays.account_id = heirs.from_account_id
        and living_accounts.account_id is null
    left join customer_heirs on stays.customer_key = customer_heirs.customer_key
    where stays.to_run is null
    group by
        coalesce(customer_heirs.next_customer_key, stays.customer_key),
        coalesce(heirs.account_id, stays.account_id)

),

-- What a record of a known customer says for the first time is as new as the build that
-- sees it, however old the record, unless the source tells the day.
claimed as (

    select
        members.customer_key,
        members.customer_id,
        members.account_id,
        inherited.from_account_id,
        members.reason,
        case
            when inherited.customer_key is not null
                then coalesce(inherited.valid_from, members.valid_from)
            when members.started_at is not null then members.started_at
            when
                customers.known_from <= runs.last_at
                and members.valid_from < runs.last_at
                then null
            else members.valid_from
        end as valid_from
    from members
    cross join runs
    left join customers on members.customer_key = customers.customer_key
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
