-- One row per record with the customer it belongs to.

with records as (

    select
        record_key,
        record_id,
        source_name,
        source_record_id
    from {{ ref('int_records_standardized') }}

),

clusters as (

    select
        node_key as record_key,
        group_key as cluster_key
    from {{ ref('int_records_clustered') }}

),

grouped as (

    select
        records.record_key,
        records.record_id,
        records.source_name,
        records.source_record_id,
        coalesce(clusters.cluster_key, records.record_key) as cluster_key
    from records
    left join clusters
        on records.record_key = clusters.record_key

),

assigned as (

    select
        record_key,
        record_id,
        source_name,
        source_record_id,
        'cus_' || lower(lpad({{ hexadecimal('cluster_key') }}, 15, '0')) as customer_id
    from grouped

)

select * from assigned
