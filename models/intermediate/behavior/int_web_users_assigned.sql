-- One row per user whom an event of web or app names, with the customer who that is.
{{ config(enabled=source_is_enabled('web')) }}
{% set shared_source = var('shared_record_ids').get('web') %}

with

users as (

    select distinct user_id
    from {{ ref('int_web_events_unioned') }}
    where user_id is not null

),

assigned as (

    select
        record_id,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

-- A user who was named but never identified is no record of the web; where the ids are
-- those of another source, its record tells who that is.
matched as (

    select
        users.user_id,
        {% if shared_source -%}
            coalesce(
                web_records.customer_id, shared_records.customer_id
            ) as customer_id
        {%- else -%}
            web_records.customer_id
        {%- endif %}
    from users
    left join assigned as web_records
        on web_records.record_id = 'web:' || users.user_id
    {%- if shared_source %}
    left join assigned as shared_records
        on shared_records.record_id = '{{ shared_source }}:' || users.user_id
    {%- endif %}

),

-- Two users of one customer are one person; a user of no customer is a person, too.
persons as (

    select
        user_id,
        customer_id,
        coalesce(customer_id, 'web:' || user_id) as person_id
    from matched

)

select * from persons
