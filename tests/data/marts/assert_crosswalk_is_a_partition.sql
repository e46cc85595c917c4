-- Every record of every source belongs to one customer, and to no second one.
-- Breaks when a join in matching or identity loses or doubles records.

with

records as (

    select record_id
    from {{ ref('int_records_unioned') }}

),

crosswalk as (

    select
        record_id,
        customer_id
    from {{ ref('customer_crosswalk') }}

),

customers as (

    select customer_id
    from {{ ref('customers') }}

),

lost_records as (

    select
        records.record_id,
        'record without a customer' as fault
    from records
    left join crosswalk on records.record_id = crosswalk.record_id
    where crosswalk.customer_id is null

),

invented_records as (

    select
        crosswalk.record_id,
        'record that no source has' as fault
    from crosswalk
    left join records on crosswalk.record_id = records.record_id
    where records.record_id is null

),

doubled_records as (

    select
        record_id,
        'record with more than one row' as fault
    from crosswalk
    group by record_id
    having count(*) > 1

),

customers_without_records as (

    select
        customers.customer_id as record_id,
        'customer without a record' as fault
    from customers
    left join crosswalk on customers.customer_id = crosswalk.customer_id
    where crosswalk.customer_id is null

),

records_without_profile as (

    select
        crosswalk.record_id,
        'record of a customer who has no profile' as fault
    from crosswalk
    left join customers on crosswalk.customer_id = customers.customer_id
    where customers.customer_id is null

)

select * from lost_records
union all
select * from invented_records
union all
select * from doubled_records
union all
select * from customers_without_records
union all
select * from records_without_profile
