-- One row per blocked pair with its match weight (bits) and probabilities.
{{ config(
    materialized='patched',
    affected='affected_scored_pairs',
    patch_by=[['left_key', 'right_key']],
    changes=['left_key', 'right_key', 'match_probability'],
    watched=['match_weight', 'household_probability', 'agreement_pattern']
) }}

with pairs as (

    select
        left_key,
        right_key,
        agreement_pattern,
        household_log_frequency,
        random_log_frequency
    from {{ ref('int_pairs_compared') }}
    where {{ is_affected(['left_key', 'right_key']) }}

),

weights as (

    select
        weight_group,
        level_code,
        match_share,
        household_share,
        random_share
    from {{ ref('int_match_weights_kept') }}

),

scored as (

    {{ scored_pairs('pairs', 'weights') | indent(4) }}

)

select * from scored
