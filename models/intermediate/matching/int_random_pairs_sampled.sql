-- One row per pair of a fixed pseudo-random sample, to learn how strangers agree.
-- Records stand in the order of their keys, which are hashes; each is paired with the
-- records 1, 2, 3 … places further on, round the end, until the sample is large enough.
-- None where the weights are declared (var weights).
--
-- Drawn anew when training is due, and then all that it learns from is worked out again.
{{ config(
    materialized='patched',
    due='training_is_due'
) }}

-- Settings of another model: {{ model_settings_hash() }}

with records as (

    select
        record_key,
        row_number() over (order by record_key) - 1 as place,
        count(*) over () as record_count
    from {{ ref('int_records_prepared') }}
    where {{ 'false' if weights_are_declared() else 'true' }}

),

digits as (

    {% for digit in range(10) %}
    select {{ digit }} as digit{{ ' union all' if not loop.last }}
    {% endfor %}

),

steps as (

    select 100 * hundreds.digit + 10 * tens.digit + ones.digit + 1 as step
    from digits as hundreds
    cross join digits as tens
    cross join digits as ones

),

chosen as (

    select
        records.record_key,
        (records.place + steps.step) % records.record_count as other_place
    from records
    inner join steps
        on steps.step <= ({{ var('random_pair_count') }} - 1)
            / least(records.record_count, {{ var('random_pair_count') }}) + 1
        and steps.step * 2 < records.record_count
    where records.place < {{ var('random_pair_count') }}

),

pairs as (

    select
        least(chosen.record_key, others.record_key) as left_key,
        greatest(chosen.record_key, others.record_key) as right_key
    from chosen
    inner join records as others
        on chosen.other_place = others.place

)

select * from pairs
