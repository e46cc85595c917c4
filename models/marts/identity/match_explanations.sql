-- One row per pair worth explaining × step: the prior, then each comparison that could be
-- made, with what it adds to the odds that both records are one person.

with explained as (

    select
        left_key,
        right_key,
        left_form_key,
        right_form_key,
        comparison_number,
        comparison,
        agreement_level,
        weight_group,
        level_code,
        given_level_code,
        household_frequency,
        random_frequency
    from {{ ref('int_pairs_explained') }}

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

    select
        left_key,
        right_key,
        match_probability
    from {{ ref('int_pairs_scored') }}

),

evidence as (

    select *
    from {{ ref('int_evidence_shown') }}

),

steps as (

    {{ explanation_steps('explained', 'weights') | indent(4) }}

),

pairs as (

    select
        explained.left_key,
        explained.right_key,
        explained.left_form_key,
        explained.right_form_key,
        left_evidence.record_id as left_record_id,
        right_evidence.record_id as right_record_id,
        scored.match_probability,
        {{ bytewise('left_evidence.record_id') }}
        < {{ bytewise('right_evidence.record_id') }} as is_in_order
    from explained
    inner join evidence as left_evidence
        on explained.left_key = left_evidence.form_key
    inner join evidence as right_evidence
        on explained.right_key = right_evidence.form_key
    left join scored
        on explained.left_key = scored.left_key
        and explained.right_key = scored.right_key
    where explained.comparison = 'prior'

),

ordered as (

    -- the record ids stand in the order of their bytes, left before right
    select
        left_key,
        right_key,
        case when is_in_order then left_form_key else right_form_key end as first_key,
        case when is_in_order then right_form_key else left_form_key end as second_key,
        case when is_in_order then left_record_id else right_record_id end
            as left_record_id,
        case when is_in_order then right_record_id else left_record_id end
            as right_record_id,
        match_probability
    from pairs

),

identified as (

    select
        ordered.*,
        {{ surrogate_key(['left_record_id', 'right_record_id']) }} as pair_id
    from ordered
    {{ computed_once() }}

),

explanations as (

    select
        identified.pair_id,
        cast(steps.step as integer) as step,
        identified.left_record_id,
        identified.right_record_id,
        steps.comparison,
        steps.agreement_level,
        {{ shown_value('steps.comparison', 'left_evidence') }} as left_value,
        {{ shown_value('steps.comparison', 'right_evidence') }} as right_value,
        steps.match_share,
        steps.household_share,
        steps.random_share,
        steps.match_weight,
        steps.running_total,
        identified.match_probability
    from steps
    inner join identified
        on steps.left_key = identified.left_key
        and steps.right_key = identified.right_key
    inner join evidence as left_evidence
        on identified.first_key = left_evidence.form_key
    inner join evidence as right_evidence
        on identified.second_key = right_evidence.form_key

)

select * from explanations
