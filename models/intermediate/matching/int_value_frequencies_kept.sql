-- One row per attribute × value that a record has now: how common it is, as long as that is
-- about what it was when it was first seen. A frequency that moved with every record would
-- move every score.
{{ config(
    materialized='remembered',
    changes=['attribute', 'attribute_value']
) }}

with kept as (

    {{ last_state({
        'attribute': dbt.type_string(),
        'attribute_value': dbt.type_string(),
        'person_count': dbt.type_bigint(),
        'frequency': type_double(),
        'excess_frequency': type_double(),
    }) | indent(4) }}

),

counted as (

    select
        attribute,
        attribute_value,
        person_count,
        frequency,
        excess_frequency
    from {{ ref('int_value_frequencies_counted') }}

),

-- About the same is within a quarter: a third of a bit of match weight.
judged as (

    select
        counted.attribute,
        counted.attribute_value,
        counted.person_count,
        counted.frequency,
        counted.excess_frequency,
        kept.person_count as kept_person_count,
        kept.frequency as kept_frequency,
        kept.excess_frequency as kept_excess_frequency,
        {{ 'false' if var('retrain') else 'true' }}
        and coalesce(
            counted.person_count * 4
                between kept.person_count * 3 and kept.person_count * 5
            and counted.frequency * 4 between kept.frequency * 3 and kept.frequency * 5
            and counted.excess_frequency * 4
                between kept.excess_frequency * 3 and kept.excess_frequency * 5,
            false
        ) as is_kept
    from counted
    left join kept
        on counted.attribute = kept.attribute
        and counted.attribute_value = kept.attribute_value
    {{ computed_once() }}

),

frequencies as (

    select
        attribute,
        attribute_value,
        case when is_kept then kept_person_count else person_count end as person_count,
        case when is_kept then kept_frequency else frequency end as frequency,
        case when is_kept then kept_excess_frequency else excess_frequency end
            as excess_frequency
    from judged

)

select * from frequencies
