-- One row per measure of this run's customers × what it is broken down by.

with

assigned as (

    select
        customer_id,
        source_name
    from {{ ref('int_customers_assigned') }}

),

cuts as (

    select count(*) as edge_count
    from {{ ref('int_edges_cut') }}

),

customers as (

    select
        customer_id,
        count(*) as record_count
    from assigned
    group by customer_id

),

counted as (

    select
        coalesce(sum(record_count), 0) as record_count,
        count(*) as customer_count,
        coalesce(sum(case when record_count = 1 then 1 else 0 end), 0)
            as singleton_count,
        coalesce(max(record_count), 0) as largest_record_count
    from customers

),

sources as (

    select
        source_name,
        count(*) as record_count,
        count(distinct customer_id) as customer_count
    from assigned
    group by source_name

),

measured as (

    select
        'records' as metric,
        cast(null as {{ dbt.type_string() }}) as dimension,
        cast(record_count as {{ type_double() }}) as value
    from counted

    union all

    select
        'customers' as metric,
        cast(null as {{ dbt.type_string() }}) as dimension,
        cast(customer_count as {{ type_double() }}) as value
    from counted

    union all

    select
        'match_rate' as metric,
        cast(null as {{ dbt.type_string() }}) as dimension,
        {{ rounded(
            'cast(record_count - singleton_count as ' ~ type_double() ~ ') / record_count',
            6
        ) }} as value
    from counted
    where record_count > 0

    union all

    select
        'singleton_share' as metric,
        cast(null as {{ dbt.type_string() }}) as dimension,
        {{ rounded(
            'cast(singleton_count as ' ~ type_double() ~ ') / customer_count', 6
        ) }} as value
    from counted
    where customer_count > 0

    union all

    select
        'largest_customer_records' as metric,
        cast(null as {{ dbt.type_string() }}) as dimension,
        cast(largest_record_count as {{ type_double() }}) as value
    from counted

    union all

    select
        'source_records' as metric,
        source_name as dimension,
        cast(record_count as {{ type_double() }}) as value
    from sources

    union all

    select
        'source_duplicates' as metric,
        source_name as dimension,
        cast(record_count - customer_count as {{ type_double() }}) as value
    from sources

    union all

    select
        'cut_edges' as metric,
        cast(null as {{ dbt.type_string() }}) as dimension,
        cast(edge_count as {{ type_double() }}) as value
    from cuts

)

select * from measured
