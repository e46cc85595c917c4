-- One row per agreement pattern × coarse bucket of the frequencies of the agreed values:
-- all that training needs to know of the candidate pairs.
{{ config(
    materialized='patched',
    due='training_is_due'
) }}

-- depends_on: {{ ref('int_random_pairs_sampled') }}

with pairs as (

    select
        agreement_pattern,
        household_log_frequency,
        random_log_frequency
    from {{ ref('int_pairs_compared') }}

),

counted as (

    select
        agreement_pattern,
        cast(floor(household_log_frequency + 0.5) as integer) as household_bucket,
        cast(floor(random_log_frequency + 0.5) as integer) as random_bucket,
        count(*) as pair_count
    from pairs
    group by
        agreement_pattern,
        cast(floor(household_log_frequency + 0.5) as integer),
        cast(floor(random_log_frequency + 0.5) as integer)

)

select * from counted
