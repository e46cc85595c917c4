-- One row per merged customer_id × customer where its records ended up.
{{ config(
    materialized='iterated',
    step='following_step',
    progress='following_progress',
    max_rounds='max_component_rounds'
) }}

with

stays as (

    select
        record_key,
        customer_id,
        from_run,
        from_customer_id,
        to_run
    from {{ ref('int_customer_stays_recorded') }}

),

followed as (

    {{ followed_groups('customers', 'stays') | indent(4) }}

)

select * from followed
