-- One row per customer that within thirty days has more than doubled, or took over many
-- records of another one.

with

stays as (

    select
        customer_id,
        from_run,
        from_at,
        from_customer_id,
        cause_type,
        to_run
    from {{ ref('int_customer_stays_recorded') }}

),

lives as (

    select
        customer_id,
        min(from_run) as first_run
    from stays
    group by customer_id

),

-- The records with which a customer began are no growth, however young it is.
counted as (

    select
        stays.customer_id,
        count(case
            when
                stays.from_run > lives.first_run
                and stays.from_at >= {{ dbt.dateadd('day', -30, as_of()) }}
                then 1
        end) as new_record_count,
        count(*) as record_count
    from stays
    inner join lives on stays.customer_id = lives.customer_id
    where stays.to_run is null
    group by stays.customer_id

),

-- Records of another published customer that came at once, and not by a steward's word.
taken as (

    select
        stays.customer_id,
        stays.from_customer_id,
        stays.from_run,
        count(*) as record_count
    from stays
    inner join lives on stays.customer_id = lives.customer_id
    where
        stays.to_run is null
        and stays.from_run > lives.first_run
        and stays.from_at >= {{ dbt.dateadd('day', -30, as_of()) }}
        and stays.from_customer_id is not null
        and coalesce(stays.cause_type, '') <> 'decision'
    group by stays.customer_id, stays.from_customer_id, stays.from_run
    having count(*) >= {{ var('review_merge_records') }}

),

merged as (

    select
        customer_id,
        cast(sum(record_count) as {{ dbt.type_bigint() }}) as taken_record_count,
        {{ joined_texts(
            "', ' || from_customer_id || ' (' || cast(record_count as "
            ~ dbt.type_string() ~ ") || ')'"
        ) }} as taken_text
    from taken
    group by customer_id

),

grown as (

    select
        counted.customer_id,
        counted.record_count - counted.new_record_count as old_record_count,
        counted.new_record_count,
        coalesce(merged.taken_record_count, 0) as taken_record_count,
        substr(merged.taken_text, 3) as taken_from,
        counted.record_count > counted.new_record_count
        and counted.new_record_count
        >= counted.record_count - counted.new_record_count + 2 as has_doubled
    from counted
    left join merged on counted.customer_id = merged.customer_id
    {{ computed_once() }}

),

flagged as (

    select *
    from grown
    where has_doubled or taken_record_count > 0

)

select * from flagged
