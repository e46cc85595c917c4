-- One row per household_id that is no longer alive × living household that took over from it.

with

stays as (

    select
        household_id,
        to_run,
        to_at
    from {{ ref('int_household_stays_recorded') }}

),

followed as (

    select
        group_id as household_id,
        next_group_id as next_household_id
    from {{ ref('int_group_ids_followed') }}

),

redirected as (

    {{ group_redirects('households', 'stays', 'followed') | indent(4) }}

)

select * from redirected
