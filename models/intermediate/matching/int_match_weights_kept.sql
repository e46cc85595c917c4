-- One row per weight group × level code of the model in use: the one that an earlier run
-- trained, as long as it holds, else what this run has trained.
--
-- The prior is a share of all pairs. Twice the records make four times the pairs, and about
-- twice the matches: the kept prior follows, a quarter of the records at a time, since
-- every pair is scored anew then.
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
        'record_count': dbt.type_bigint(),
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

present as (

    select count(*) as record_count
    from {{ ref('int_records_prepared') }}

),

last_model as (

    select
        coalesce(max(model_version), 0) as model_version,
        max(settings_hash) as settings_hash,
        max(pair_count) as pair_count,
        max(record_count) as record_count,
        max(
            case when weight_group = 'prior' then match_share + household_share end
        ) as prior_share
    from kept

),

-- A model that has seen less than a tenth of the pairs that there are now was trained on
-- another company.
standing as (

    select
        last_model.model_version,
        seen.pair_count,
        present.record_count,
{%- if weights_are_declared() or var('prior') is not none %}
        false as is_outgrown,
{%- else %}
        -- not where it would come near 1, or to nothing: of a day on which nearly all
        -- records are gone the prior remembers nothing
        coalesce(
            (
                present.record_count * 4 > last_model.record_count * 5
                or present.record_count * 5 < last_model.record_count * 4
            )
            and last_model.record_count > 0
            and present.record_count > 0
            and last_model.prior_share * last_model.record_count
            <= 0.8 * present.record_count,
            false
        ) as is_outgrown,
{%- endif %}
        {{ 'false' if var('retrain') else 'true' }}
        and coalesce(last_model.settings_hash = '{{ model_settings_hash() }}', false)
        and last_model.pair_count * 10 >= seen.pair_count as is_kept
    from last_model
    cross join seen
    cross join present
    {{ computed_once() }}

),

-- 1, but for an outgrown prior.
factored as (

    select
        kept.*,
        standing.is_outgrown,
        standing.record_count as present_record_count,
        case
            when kept.weight_group = 'prior' and standing.is_outgrown
                then
                    cast(kept.record_count as {{ type_double() }})
                    / standing.record_count
            else 1
        end as factor
    from kept
    cross join standing
    where standing.is_kept

),

kept_model as (

    select
        weight_group,
        level_code,
        match_share * factor as match_share,
        household_share * factor as household_share,
        case
            when factor = 1 then random_share
            else 1 - (match_share + household_share) * factor
        end as random_share,
        model_version,
        trained_at,
        pair_count,
        settings_hash,
        case
            when is_outgrown then present_record_count
            else coalesce(record_count, present_record_count)
        end as record_count
    from factored

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
        cast('{{ model_settings_hash() }}' as {{ dbt.type_string() }}) as settings_hash,
        standing.record_count
    from trained
    cross join standing
    where not standing.is_kept

)

select * from kept_model
union all
select * from new_model
