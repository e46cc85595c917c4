-- One row per pair of records that is likely enough to be looked at and was not merged.

with pairs as (

    select
        left_key,
        right_key,
        agreement_pattern,
        match_weight,
        match_probability,
        household_probability
    from {{ ref('int_pairs_scored') }}
    where match_probability >= {{ var('review_threshold') }}

),

-- The values that the pair was compared by: the first ones, or further ones that agree.
chosen_forms as (

    select
        left_key,
        right_key,
        left_form_key,
        right_form_key
    from {{ ref('int_pair_forms_chosen') }}

),

-- What a steward has decided never comes back.
decisions as (

    select
        left_key,
        right_key
    from {{ ref('int_decisions_applied') }}

),

forbidden_pairs as (

    select
        left_key,
        right_key,
        forbidden_reason
    from {{ ref('int_pairs_forbidden') }}

),

cuts as (

    select
        left_key,
        right_key,
        edge_type,
        edge_reason,
        cut_reason
    from {{ ref('int_edges_cut') }}

),

assigned as (

    select
        record_key,
        record_id,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

-- What may speak for or against the pair: placeholders and identifiers that the screen
-- took out are no evidence.
evidence as (

    select
        form_key,
        given_name,
        family_name,
        cast(date_of_birth as date) as date_of_birth,
        email,
        phone,
        street_address,
        city
    from {{ ref('int_evidence_shown') }}

),

ordered_pairs as (

    select
        pairs.*,
        {{ bytewise('left_assigned.record_id') }}
        < {{ bytewise('right_assigned.record_id') }} as is_in_order
    from pairs
    inner join assigned as left_assigned
        on pairs.left_key = left_assigned.record_key
    inner join assigned as right_assigned
        on pairs.right_key = right_assigned.record_key
    where left_assigned.customer_id <> right_assigned.customer_id

),

-- The record ids stand in the order of their bytes, left before right.
undecided as (

    select
        case when is_in_order then pairs.left_key else pairs.right_key end as left_key,
        case when is_in_order then pairs.right_key else pairs.left_key end as right_key,
        case
            when is_in_order then chosen_forms.left_form_key
            else chosen_forms.right_form_key
        end as left_form_key,
        case
            when is_in_order then chosen_forms.right_form_key
            else chosen_forms.left_form_key
        end as right_form_key,
        pairs.agreement_pattern,
        pairs.match_weight,
        pairs.match_probability,
        pairs.household_probability,
        case
            when cuts.edge_type = 'rule'
                then
                    'joined by the match rule ' || cuts.edge_reason || ', but '
                    || cuts.cut_reason
            when cuts.left_key is not null
                then 'at or above the merge threshold, but ' || cuts.cut_reason
            when forbidden_pairs.left_key is not null
                then
                    'between the review and the merge threshold, and the two records '
                    || 'contradict each other (conflict rule '
                    || forbidden_pairs.forbidden_reason || ')'
            else 'between the review and the merge threshold'
        end as review_reason
    from ordered_pairs as pairs
    inner join chosen_forms
        on pairs.left_key = chosen_forms.left_key
        and pairs.right_key = chosen_forms.right_key
    left join decisions
        on pairs.left_key = decisions.left_key
        and pairs.right_key = decisions.right_key
    left join forbidden_pairs
        on pairs.left_key = forbidden_pairs.left_key
        and pairs.right_key = forbidden_pairs.right_key
    left join cuts
        on pairs.left_key = cuts.left_key
        and pairs.right_key = cuts.right_key
    where decisions.left_key is null

),

queued as (

    select
        {{ surrogate_key(
            ['left_assigned.record_id', 'right_assigned.record_id']
        ) }} as review_id,
        left_assigned.record_id as left_record_id,
        right_assigned.record_id as right_record_id,
        left_assigned.customer_id as left_customer_id,
        right_assigned.customer_id as right_customer_id,
        {{ rounded('undecided.match_weight', 4) }} as match_weight,
        undecided.match_probability,
        undecided.household_probability,
        undecided.review_reason,
        {{ agreement_in_words('undecided.agreement_pattern') }} as agreement,
        left_records.given_name as left_given_name,
        right_records.given_name as right_given_name,
        left_records.family_name as left_family_name,
        right_records.family_name as right_family_name,
        left_records.date_of_birth as left_date_of_birth,
        right_records.date_of_birth as right_date_of_birth,
        left_records.email as left_email,
        right_records.email as right_email,
        left_records.phone as left_phone,
        right_records.phone as right_phone,
        left_records.street_address as left_street_address,
        right_records.street_address as right_street_address,
        left_records.city as left_city,
        right_records.city as right_city
    from undecided
    inner join assigned as left_assigned
        on undecided.left_key = left_assigned.record_key
    inner join assigned as right_assigned
        on undecided.right_key = right_assigned.record_key
    inner join evidence as left_records
        on undecided.left_form_key = left_records.form_key
    inner join evidence as right_records
        on undecided.right_form_key = right_records.form_key

)

select * from queued
