-- One row per account_id that is no longer alive × living account that took over from it.

with

stays as (

    select
        account_id,
        to_run,
        to_at
    from {{ ref('int_account_stays_recorded') }}

),

followed as (

    select
        group_id as account_id,
        next_group_id as next_account_id
    from {{ ref('int_group_ids_followed') }}

),

redirected as (

    {{ group_redirects('accounts', 'stays', 'followed') | indent(4) }}

)

select * from redirected
