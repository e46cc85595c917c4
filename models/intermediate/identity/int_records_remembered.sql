-- One row per record: the cluster that it is in now and the customer that it was last in.

with

records as (

    select
        record_key,
        record_id
    from {{ ref('int_records_standardized') }}

),

clusters as (

    select
        node_key as record_key,
        group_key as cluster_key
    from {{ ref('int_records_clustered') }}

),

stays as (

    {{ last_state(
        {
            'record_key': dbt.type_bigint(),
            'customer_id': dbt.type_string(),
            'from_customer_id': dbt.type_string(),
            'from_run': dbt.type_bigint(),
            'to_run': dbt.type_bigint(),
        },
        'int_customer_stays_recorded'
    ) | indent(4) }}

),

remembered as (

    {{ remembered_members('customers', 'records', 'clusters', 'stays') | indent(4) }}

)

select * from remembered
