-- Which customers have the most records, and what joined them? One row per customer of the
-- twenty largest × reason of its edges. A customer of many records, few sources and
-- conflicting names is where a wrong merge shows first.

with

customers as (

    select
        customer_id,
        record_count,
        source_count,
        has_name_conflict,
        has_birth_date_conflict,
        has_national_id_conflict
    from {{ ref('customers') }}

),

assigned as (

    select
        record_key,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

edges as (

    select
        left_key,
        right_key,
        edge_type,
        edge_reason,
        match_probability
    from {{ ref('int_edges_accepted') }}

),

ranked as (

    select
        *,
        row_number() over (
            order by record_count desc, customer_id asc
        ) as size_rank
    from customers

),

largest as (

    select *
    from ranked
    where size_rank <= 20

),

-- The edges that lie inside one customer; the others lost against average linkage.
reasons as (

    select
        left_records.customer_id,
        edges.edge_type,
        edges.edge_reason,
        count(*) as edge_count,
        min(edges.match_probability) as least_match_probability
    from edges
    inner join assigned as left_records
        on edges.left_key = left_records.record_key
    inner join assigned as right_records
        on edges.right_key = right_records.record_key
    where left_records.customer_id = right_records.customer_id
    group by left_records.customer_id, edges.edge_type, edges.edge_reason

),

explained as (

    select
        largest.size_rank,
        largest.customer_id,
        largest.record_count,
        largest.source_count,
        largest.has_name_conflict,
        largest.has_birth_date_conflict,
        largest.has_national_id_conflict,
        reasons.edge_type,
        reasons.edge_reason,
        reasons.edge_count,
        reasons.least_match_probability
    from largest
    left join reasons on largest.customer_id = reasons.customer_id

)

select * from explained
order by size_rank asc, edge_count desc, edge_reason asc
