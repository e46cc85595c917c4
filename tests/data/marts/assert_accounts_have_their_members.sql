-- Guards accounts: every present member is in an account that is there, each account has the
-- customers that it counts, no stay ends before it begins, and nobody is its own parent.
-- Breaks when accounts and members are taken from different moments, or a branch is merged
-- with its parent.

with

accounts as (

    select
        account_id,
        parent_account_id,
        customer_count
    from {{ ref('accounts') }}

),

stays as (

    select
        customer_id,
        account_id,
        is_current,
        valid_from,
        valid_to
    from {{ ref('account_members') }}

),

counted as (

    select
        account_id,
        count(distinct customer_id) as member_count
    from stays
    where is_current
    group by account_id

)

select
    coalesce(accounts.account_id, counted.account_id) as subject_id,
    'counts other customers than it has' as fault
from accounts
full outer join counted on accounts.account_id = counted.account_id
where coalesce(accounts.customer_count, -1) <> coalesce(counted.member_count, 0)

union all

select
    customer_id as subject_id,
    'has a stay that ends before it begins, or a present one that is over' as fault
from stays
where valid_to < valid_from or is_current <> (valid_to is null)

union all

select
    account_id as subject_id,
    'is its own parent' as fault
from accounts
where account_id = parent_account_id
