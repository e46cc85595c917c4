-- One row per household_id or account_id that ended in others × group where its members
-- ended up.
{{ config(
    materialized='iterated',
    step='following_step',
    progress='following_progress',
    settings={'group': 'group_id'},
    max_rounds='max_component_rounds'
) }}

with

household_stays as (

    select
        customer_key,
        household_id,
        from_household_id,
        from_run,
        to_run
    from {{ ref('int_household_stays_recorded') }}

),

account_stays as (

    select
        account_record_key,
        account_id,
        from_account_id,
        from_run,
        to_run
    from {{ ref('int_account_stays_recorded') }}

),

-- Customers who are part of others now.
merged_customers as (

    select
        {{ record_key('customer_id') }} as customer_key,
        {{ record_key('next_customer_id') }} as next_customer_key
    from {{ ref('int_customer_ids_followed') }}

),

households as (

    {{ followed_groups('households', 'household_stays', 'merged_customers')
        | indent(4) }}

),

accounts as (

    {{ followed_groups('accounts', 'account_stays') | indent(4) }}

),

followed as (

    select
        household_id as group_id,
        next_household_id as next_group_id
    from households

    union all

    select
        account_id as group_id,
        next_account_id as next_group_id
    from accounts

)

select * from followed
