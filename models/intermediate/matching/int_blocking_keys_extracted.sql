-- One row per record × blocking rule × key, of every usable e-mail and phone.
{{ config(
    materialized='patched',
    affected='affected_blocking_keys',
    patch_by=[['record_key']],
    changes=['record_key', 'blocking_rule', 'blocking_key']
) }}

with records as (

    select *
    from {{ ref('int_records_prepared') }}
    where {{ is_affected(['record_key']) }}

),

forms as (

    select *
    from {{ ref('int_record_forms_prepared') }}
    where {{ is_affected(['record_key']) }}

),

formed_keys as (

    select distinct record_key
    from forms

),

formed_records as (

    select records.*
    from records
    inner join formed_keys
        on records.record_key = formed_keys.record_key
    {{ computed_once() }}

),

first_keys as (

    {{ blocking_keys('records') | indent(4) }}

),

form_keys as (

    {{ blocking_keys('forms') | indent(4) }}

),

-- the few records of several values by themselves, so that first_keys is read once
known_keys as (

    {{ blocking_keys('formed_records') | indent(4) }}

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
