-- One row per customer × attribute × distinct value, the golden one first.
{{ config(
    materialized='patched',
    affected='affected_ranked_customers',
    patch_by=[['customer_id']],
    changes=['customer_id']
) }}

with

extracted as (

    select
        customer_id,
        record_key,
        source_priority,
        recency_rank,
        record_position,
        attribute,
        attribute_value,
        value_number,
        weakness,
        completeness
    from {{ ref('int_attribute_values_extracted') }}
    where {{ is_affected(['customer_id']) }}

),

records as (

    select
        record_key,
        record_id,
        source_name,
        given_name_key,
        middle_name_key,
        family_name_key,
        coalesce(updated_at, created_at) as observed_at
    from {{ ref('int_records_standardized') }}

),

-- The record kept is the one that speaks first for the value.
grouped as (

    select
        customer_id,
        attribute,
        attribute_value,
        max(weakness) as weakness,
        count(*) as record_count,
        min(recency_rank) as recency_rank,
        min(source_priority) as source_priority,
        max(completeness) as completeness,
        min(record_position) as record_position,
        {{ first_by('record_key', 'record_position') }} as record_key,
        {{ first_by('value_number', 'record_position') }} as value_number
    from extracted
    group by customer_id, attribute, attribute_value

),

keyed as (

    select
        customer_id,
        attribute,
        attribute_value,
        weakness,
        record_count,
        record_position,
        record_key,
        value_number,
        {{ survivorship_standing('weakness') }} as standing,
        {{ survivorship_sort_key(1) }} as first_key,
        {{ survivorship_sort_key(2) }} as second_key,
        {{ survivorship_sort_key(3) }} as third_key,
        {{ survivorship_sort_key(4) }} as fourth_key
    from grouped

),

names_ordered as (

    select
        keyed.customer_id,
        keyed.attribute,
        keyed.attribute_value,
        records.given_name_key,
        records.middle_name_key,
        records.family_name_key,
        row_number() over (
            partition by keyed.customer_id, keyed.attribute
            order by
                keyed.standing,
                keyed.first_key,
                keyed.second_key,
                keyed.third_key,
                keyed.fourth_key,
                keyed.record_position
        ) as value_rank
    from keyed
    inner join records on keyed.record_key = records.record_key
    where keyed.attribute in ('given_name', 'middle_name', 'family_name')

),

-- The names beside which a middle name will stand: the first given and family name.
names_beside as (

    select
        customer_id,
        attribute,
        attribute_value,
        middle_name_key,
        max(
            case
                when attribute = 'given_name' and value_rank = 1 then given_name_key
            end
        ) over (partition by customer_id) as given_name_key,
        max(
            case
                when attribute = 'family_name' and value_rank = 1 then family_name_key
            end
        ) over (partition by customer_id) as family_name_key
    from names_ordered

),

-- Thomas Bowes Lyon, read as middle name Bowes, is no Thomas Bowes Bowes Lyon.
repeated_middle_names as (

    select
        customer_id,
        attribute,
        attribute_value
    from names_beside
    where
        attribute = 'middle_name'
        and (
            middle_name_key = given_name_key
            or position(middle_name_key || ' ' in family_name_key || ' ') = 1
        )

),

judged as (

    select
        keyed.customer_id,
        keyed.attribute,
        keyed.attribute_value,
        case
            when repeated_middle_names.customer_id is not null then 'repeated'
            else keyed.weakness
        end as weakness,
        keyed.record_count,
        keyed.record_position,
        keyed.record_key,
        keyed.value_number,
        case
            when repeated_middle_names.customer_id is not null
                then {{ survivorship_standing("'repeated'") }}
            else keyed.standing
        end as standing,
        keyed.first_key,
        keyed.second_key,
        keyed.third_key,
        keyed.fourth_key
    from keyed
    left join repeated_middle_names
        on keyed.customer_id = repeated_middle_names.customer_id
            and keyed.attribute = repeated_middle_names.attribute
            and keyed.attribute_value = repeated_middle_names.attribute_value

),

ranked as (

    select
        *,
        row_number() over (
            partition by customer_id, attribute
            order by
                standing,
                first_key,
                second_key,
                third_key,
                fourth_key,
                record_position
        ) as value_rank,
        count(*) over (partition by customer_id, attribute) as value_count,
        count(case when standing < 2 then 1 end) over (
            partition by customer_id, attribute
        ) as eligible_value_count
    from judged

),

-- What a value is measured against: rank 2 is the rival of rank 1, and rank 1 that of
-- all others.
rivals as (

    select
        customer_id,
        attribute,
        3 - value_rank as rival_of,
        standing,
        first_key,
        second_key,
        third_key,
        fourth_key
    from ranked
    where value_rank <= 2 and value_count > 1

),

explained as (

    select
        ranked.customer_id,
        ranked.attribute,
        ranked.attribute_value,
        ranked.value_rank,
        ranked.value_rank = 1 and ranked.standing < 2 as is_golden,
        ranked.standing < 2 as is_eligible,
        ranked.weakness,
        case
            when ranked.standing = 2 then 'not_eligible'
            when ranked.value_count = 1 then 'only_value'
            when ranked.standing <> rivals.standing then 'sounder_value'
            when ranked.first_key <> rivals.first_key
                then {{ survivorship_strategy_name(1, 'ranked.attribute') }}
            when ranked.second_key <> rivals.second_key
                then {{ survivorship_strategy_name(2, 'ranked.attribute') }}
            when ranked.third_key <> rivals.third_key
                then {{ survivorship_strategy_name(3, 'ranked.attribute') }}
            when ranked.fourth_key <> rivals.fourth_key
                then {{ survivorship_strategy_name(4, 'ranked.attribute') }}
            else 'tie_break'
        end as decided_by,
        ranked.record_count,
        ranked.eligible_value_count,
        ranked.record_key,
        ranked.value_number,
        records.record_id,
        records.source_name,
        records.observed_at
    from ranked
    inner join records on ranked.record_key = records.record_key
    left join rivals
        on ranked.customer_id = rivals.customer_id
            and ranked.attribute = rivals.attribute
            and least(ranked.value_rank, 2) = rivals.rival_of

)

select * from explained
