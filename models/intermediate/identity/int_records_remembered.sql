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

-- One row per customer_id that was ever given out; ended_run where no record is left.
lives as (

    select
        customer_id,
        min(from_run) as first_run,
        case when count(*) = count(to_run) then max(to_run) end as ended_run
    from stays
    group by customer_id

),

-- Customers who went up in others: somebody took over their records when they ended or
-- later. They redirect for ever and are never claimed again.
merged_customers as (

    select stays.from_customer_id as customer_id
    from stays
    inner join lives on stays.from_customer_id = lives.customer_id
    where stays.from_run >= lives.ended_run
    group by stays.from_customer_id

),

stays_ranked as (

    select
        record_key,
        customer_id,
        to_run is null as is_open,
        row_number() over (partition by record_key order by from_run desc) as recency
    from stays

),

run_numbers as (

    select coalesce(max(greatest(from_run, coalesce(to_run, 0))), 0) + 1 as run_number
    from stays

),

remembered as (

    select
        records.record_key,
        records.record_id,
        coalesce(clusters.cluster_key, records.record_key) as cluster_key,
        stays_ranked.customer_id as last_customer_id,
        coalesce(stays_ranked.is_open, false) as is_open,
        last_lives.first_run as last_customer_first_run,
        stays_ranked.customer_id is not null
        and merged_customers.customer_id is null as is_claimable,
        namesakes.customer_id is not null as is_name_taken,
        run_numbers.run_number
    from records
    cross join run_numbers
    left join clusters on records.record_key = clusters.record_key
    left join stays_ranked
        on records.record_key = stays_ranked.record_key
            and stays_ranked.recency = 1
    left join lives as last_lives on stays_ranked.customer_id = last_lives.customer_id
    left join lives as namesakes
        on {{ plain_customer_id('records.record_key') }} = namesakes.customer_id
    left join merged_customers
        on stays_ranked.customer_id = merged_customers.customer_id

)

select * from remembered
