-- One row per customer: how well its records hold together.

with customers as (

    select
        customer_id,
        count(*) as record_count
    from {{ ref('int_customers_assigned') }}
    group by customer_id

),

edges as (

    select
        customer_id,
        count(*) as edge_count,
        min(case when edge_type = 'score' then match_probability else 1 end)
            as least_probability
    from {{ ref('int_edges_kept') }}
    group by customer_id

),

bridges as (

    select
        customer_id,
        count(*) as bridge_count,
        min(case when edge_type = 'score' then match_probability else 1 end)
            as weakest_link
    from {{ ref('int_bridges_found') }}
    group by customer_id

),

measured as (

    select
        customers.customer_id,
        cast(customers.record_count as bigint) as record_count,
        cast(coalesce(edges.edge_count, 0) as bigint) as edge_count,
        {{ rounded(
            'cast(2 * coalesce(edges.edge_count, 0) as ' ~ type_double() ~ ')'
            ~ ' / nullif(customers.record_count * (customers.record_count - 1), 0)',
            6
        ) }} as density,
        cast(coalesce(bridges.bridge_count, 0) as bigint) as bridge_count,
        cast(edges.least_probability as {{ type_double() }}) as least_probability,
        cast(bridges.weakest_link as {{ type_double() }}) as weakest_link,
        coalesce(bridges.weakest_link < 0.5, false) as is_suspicious
    from customers
    left join edges
        on customers.customer_id = edges.customer_id
    left join bridges
        on customers.customer_id = bridges.customer_id

)

select * from measured
