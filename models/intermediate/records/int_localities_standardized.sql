-- One row per distinct raw text of a city or a region: display form and key. Which region
-- of which country a text names is settled record by record, in int_records_standardized.
{{ config(
    materialized='patched',
    affected='affected_texts',
    patch_by=[['locality_part', 'locality_raw']],
    texts={
        'columns': ['locality_part', 'locality_raw'],
        'found': [
            ['int_records_unioned', ["'city'", 'city']],
            ['int_records_unioned', ["'region'", 'region']],
        ],
    }
) }}

with records as (

    select
        city,
        region
    from {{ ref('int_records_unioned') }}

),

placeholders as (

    select value_key
    from {{ ref('placeholder_values') }}
    where attribute = 'address'

),

localities as (

    select distinct
        'city' as locality_part,
        city as locality_raw
    from records
    where city is not null and {{ is_affected(["'city'", 'city']) }}
    union all
    select distinct
        'region' as locality_part,
        region as locality_raw
    from records
    where region is not null and {{ is_affected(["'region'", 'region']) }}

),

spaced as (

    select
        locality_part,
        locality_raw,
        {{ single_spaced('locality_raw') }} as locality_text
    from localities
    {{ computed_once() }}

),

keyed as (

    select
        locality_part,
        locality_raw,
        {{ title_case('locality_text', [' ', '-']) }} as locality_text,
        {{ key_text('locality_raw') }} as locality_key
    from spaced
    {{ computed_once() }}

),

standardized as (

    select
        keyed.locality_part,
        keyed.locality_raw,
        case
            when placeholders.value_key is not null or keyed.locality_key is null
                then null
            when keyed.locality_part = 'region' and length(keyed.locality_key) <= 3
                then {{ upper_text("keyed.locality_text") }}
            else keyed.locality_text
        end as locality_text,
        case
            when placeholders.value_key is not null then null
            -- N.Y. and N.S.W. are ny and nsw
            when
                keyed.locality_part = 'region'
                and {{ matches_regexp('keyed.locality_key', "'^([a-z] )+[a-z]$'") }}
                then replace(keyed.locality_key, ' ', '')
            when keyed.locality_part = 'region' then keyed.locality_key
            else trim(replace(replace(replace(
                ' ' || keyed.locality_key || ' ',
                ' saint ', ' st '), ' mount ', ' mt '), ' fort ', ' ft '
            ))
        end as locality_key
    from keyed
    left join placeholders
        on placeholders.value_key = '<' || keyed.locality_key || '>'

)

select * from standardized
