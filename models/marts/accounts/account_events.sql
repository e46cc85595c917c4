-- One row per event in the life of an account.

with

stays as (

    select
        account_record_key,
        account_record_id,
        account_id,
        from_run,
        from_at,
        from_account_id,
        cast(null as {{ dbt.type_string() }}) as joined_cause,
        to_run,
        to_at
    from {{ ref('int_account_stays_recorded') }}

),

member_stays as (

    select
        customer_key,
        customer_id,
        account_id,
        from_run,
        from_at,
        from_account_id,
        reason,
        to_run,
        to_at
    from {{ ref('int_account_members_recorded') }}

),

followed as (

    select customer_id
    from {{ ref('int_customer_ids_followed') }}
    group by customer_id

),

ended_customers as (

    select customer_id
    from {{ ref('int_customer_stays_recorded') }}
    group by customer_id
    having count(*) = count(to_run)

),

-- Every stay of an account record that ended, with where the record went.
departures as (

    select
        stays.account_record_id,
        stays.account_id,
        stays.to_run as run_number,
        next_stays.account_id as to_account_id,
        case
            when next_stays.account_record_key is not null then 'untied'
            else 'record_gone'
        end as cause
    from stays
    left join stays as next_stays
        on stays.account_record_key = next_stays.account_record_key
        and stays.to_run = next_stays.from_run
    where stays.to_run is not null

),

events as (

    {{ group_events('accounts', 'stays', 'departures') | indent(4) }}

),

begun as (

    select
        account_id,
        min(from_at) as from_at
    from stays
    group by account_id

),

-- The customers with whom an account began have not joined it.
first_members as (

    select
        member_stays.account_id,
        min(member_stays.from_run) as first_run,
        max(begun.from_at) as begun_at
    from member_stays
    inner join begun on member_stays.account_id = begun.account_id
    group by member_stays.account_id

),

joined as (

    select
        'joined' as event_type,
        member_stays.account_id,
        member_stays.from_account_id as other_account_id,
        member_stays.customer_id,
        member_stays.from_run as run_number,
        member_stays.from_at as occurred_at,
        member_stays.reason as cause
    from member_stays
    inner join first_members on member_stays.account_id = first_members.account_id
    where
        member_stays.from_run > first_members.first_run
        or member_stays.from_at > first_members.begun_at

),

-- Where a customer went in the run in which it left: an heir of the account, or one other.
next_members as (

    select
        ended.customer_key,
        ended.account_id,
        ended.to_run,
        max(case
            when next_stays.from_account_id = ended.account_id
                then next_stays.account_id
        end) as heir_account_id,
        min({{ bytewise('next_stays.account_id') }}) as next_account_id
    from member_stays as ended
    inner join member_stays as next_stays
        on ended.customer_key = next_stays.customer_key
        and ended.to_run = next_stays.from_run
    group by ended.customer_key, ended.account_id, ended.to_run

),

left_accounts as (

    select
        'left' as event_type,
        member_stays.account_id,
        coalesce(next_members.heir_account_id, next_members.next_account_id)
            as other_account_id,
        member_stays.customer_id,
        member_stays.to_run as run_number,
        member_stays.to_at as occurred_at,
        case
            when next_members.heir_account_id is not null then 'account_merged'
            when followed.customer_id is not null then 'customer_merged'
            when ended_customers.customer_id is not null then 'customer_gone'
            when next_members.next_account_id is not null then 'moved'
            else 'ended'
        end as cause
    from member_stays
    left join next_members
        on member_stays.customer_key = next_members.customer_key
        and member_stays.account_id = next_members.account_id
        and member_stays.to_run = next_members.to_run
    left join followed on member_stays.customer_id = followed.customer_id
    left join ended_customers
        on member_stays.customer_id = ended_customers.customer_id
    where member_stays.to_run is not null

),

of_customers as (

    select *
    from joined
    union all
    select *
    from left_accounts

),

described as (

    select
        event_id,
        case event_type
            when 'joined' then 'record_joined'
            when 'left' then 'record_left'
            when 'gone' then 'retired'
            else event_type
        end as event_type,
        account_id,
        other_account_id,
        account_record_id,
        cast(null as {{ dbt.type_string() }}) as customer_id,
        run_number,
        occurred_at,
        member_count as record_count,
        cause
    from events

    union all

    select
        {{ surrogate_key([
            'run_number', 'event_type', 'account_id', 'other_account_id', 'customer_id',
        ]) }} as event_id,
        event_type,
        account_id,
        other_account_id,
        cast(null as {{ dbt.type_string() }}) as account_record_id,
        customer_id,
        run_number,
        occurred_at,
        0 as record_count,
        cause
    from of_customers

)

select * from described
