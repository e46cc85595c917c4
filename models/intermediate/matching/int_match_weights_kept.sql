-- One row per weight group × level code of the model in use: the one that an earlier run
-- trained, as long as it holds, else what this run has trained.
{{ config(
    materialized='remembered',
    changes=['weight_group', 'level_code'],
    watched=['match_share', 'household_share', 'random_share']
) }}

with kept as (

    {{ last_state({
        'weight_group': dbt.type_string(),
        'level_code': dbt.type_string(),
        'match_share': type_double(),
        'household_share': type_double(),
        'random_share': type_double(),
        'model_version': dbt.type_bigint(),
        'trained_at': dbt.type_timestamp(),
        'pair_count': dbt.type_bigint(),
        'settings_hash': dbt.type_string(),
    }) | indent(4) }}

),

trained as (

    select
        weight_group,
        level_code,
        match_share,
        household_share,
        random_share
    from {{ ref('int_match_weights_trained') }}

),

-- Cast: a sum of bigints is a decimal on some engines.
seen as (

    select cast(coalesce(sum(pair_count), 0) as {{ dbt.type_bigint() }}) as pair_count
    from {{ ref('int_patterns_counted') }}

),

last_model as (

    select
        coalesce(max(model_version), 0) as model_version,
        max(settings_hash) as settings_hash,
        max(pair_count) as pair_count
    from kept

),

-- A model that has seen less than a tenth of the pairs that there are now was trained on
-- another company.
standing as (

    select
        last_model.model_version,
        seen.pair_count,
        {{ 'false' if var('retrain') else 'true' }}
        and coalesce(last_model.settings_hash = '{{ model_settings_hash() }}', false)
        and last_model.pair_count * 10 >= seen.pair_count as is_kept
    from last_model
    cross join seen
    {{ computed_once() }}

),

kept_model as (

    select
        kept.weight_group,
        kept.level_code,
        kept.match_share,
        kept.household_share,
        kept.random_share,
        kept.model_version,
        kept.trained_at,
        kept.pair_count,
        kept.settings_hash
    from kept
    cross join standing
    where standing.is_kept

),

new_model as (

    select
        trained.weight_group,
        trained.level_code,
        trained.match_share,
        trained.household_share,
        trained.random_share,
        standing.model_version + 1 as model_version,
        {{ as_of() }} as trained_at,
        standing.pair_count,
        cast('{{ model_settings_hash() }}' as {{ dbt.type_string() }}) as settings_hash
    from trained
    cross join standing
    where not standing.is_kept

)

select * from kept_model
union all
select * from new_model
