-- One row per stay of a customer in an account, past and present.

with

stays as (

    select
        customer_key,
        customer_id,
        account_id,
        from_run,
        from_at,
        reason,
        valid_from,
        to_run,
        to_at
    from {{ ref('int_account_members_recorded') }}

),

found as (

    select
        customer_key,
        customer_id,
        account_id,
        reason,
        valid_from,
        valid_to
    from {{ ref('int_account_members_found') }}

),

acquaintances as (

    select
        customer_key,
        account_id
    from stays
    group by customer_key, account_id

),

begun as (

    select
        stays.customer_id,
        stays.account_id,
        stays.reason,
        coalesce(
            stays.valid_from, case when stays.from_run > 1 then stays.from_at end
        ) as valid_from,
        stays.from_run,
        stays.to_run,
        -- the end that records tell, where the build saw it later
        case when stays.to_run is not null then least(stays.to_at, found.valid_to) end
            as ended_at
    from stays
    left join found
        on stays.customer_key = found.customer_key
        and stays.account_id = found.account_id

),

known as (

    select
        customer_id,
        account_id,
        'builds' as known_from,
        reason,
        valid_from,
        greatest(ended_at, valid_from) as valid_to,
        from_run,
        to_run
    from begun
    where to_run is not null

    union all

    select
        customer_id,
        account_id,
        'builds' as known_from,
        reason,
        valid_from,
        ended_at as valid_to,
        from_run,
        to_run
    from begun
    where to_run is null

    union all

    select
        found.customer_id,
        found.account_id,
        'records' as known_from,
        found.reason,
        found.valid_from,
        found.valid_to,
        cast(null as {{ dbt.type_bigint() }}) as from_run,
        cast(null as {{ dbt.type_bigint() }}) as to_run
    from found
    left join acquaintances
        on found.customer_key = acquaintances.customer_key
        and found.account_id = acquaintances.account_id
    where found.valid_to is not null and acquaintances.customer_key is null

),

described as (

    select
        customer_id,
        account_id,
        to_run is null and known_from = 'builds' as is_current,
        valid_from,
        valid_to,
        reason,
        known_from,
        from_run,
        to_run
    from known

)

select * from described
