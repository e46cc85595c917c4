-- One row per measure of this run's customers × what it is broken down by.

{% set matched_share = rounded(
    'cast(record_count - singleton_count as ' ~ type_double() ~ ') / record_count', 6
) %}
{% set singleton_share = rounded(
    'cast(singleton_count as ' ~ type_double() ~ ') / customer_count', 6
) %}

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

    {{ measure('records', 'record_count', 'counted') }}

    union all

    {{ measure('customers', 'customer_count', 'counted') }}

    union all

    {{ measure('match_rate', matched_share, 'counted') }}
    where record_count > 0

    union all

    {{ measure('singleton_share', singleton_share, 'counted') }}
    where customer_count > 0

    union all

    {{ measure('largest_customer_records', 'largest_record_count', 'counted') }}

    union all

    {{ measure('source_records', 'record_count', 'sources', 'source_name') }}

    union all

    {{ measure(
        'source_duplicates', 'record_count - customer_count', 'sources', 'source_name'
    ) }}

    union all

    {{ measure('cut_edges', 'edge_count', 'cuts') }}

)

select * from measured
