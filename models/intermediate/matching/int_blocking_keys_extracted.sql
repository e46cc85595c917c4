-- One row per record × blocking rule × key, of every usable e-mail and phone.

with records as (

    select *
    from {{ ref('int_records_prepared') }}

),

forms as (

    select *
    from {{ ref('int_record_forms_prepared') }}

),

first_keys as (

    {{ blocking_keys('records') | indent(4) }}

),

form_keys as (

    {{ blocking_keys('forms') | indent(4) }}

),

formed_records as (

    select distinct record_key
    from forms

),

known_keys as (

    select
        first_keys.record_key,
        first_keys.blocking_rule,
        first_keys.blocking_key
    from first_keys
    inner join formed_records
        on first_keys.record_key = formed_records.record_key

),

further_keys as (

    select
        record_key,
        blocking_rule,
        blocking_key
    from form_keys
    except
    select
        record_key,
        blocking_rule,
        blocking_key
    from known_keys

),

keys as (

    select
        record_key,
        blocking_rule,
        blocking_key
    from first_keys
    union all
    select
        record_key,
        blocking_rule,
        blocking_key
    from further_keys

)

select * from keys
