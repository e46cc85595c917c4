-- Each golden address stands, field for field, on one record of the customer.
-- Breaks when the street of one home is published with the town of another one.

{% set fields = ['street_address', 'city', 'region', 'postal_code', 'country'] -%}

with

customers as (

    select
        customer_id,
        street_address,
        city,
        region,
        postal_code,
        country
    from {{ ref('customers') }}
    where coalesce(street_address, city, region, postal_code, country) is not null

),

record_addresses as (

    select distinct
        crosswalk.customer_id,
        records.street_address,
        records.city,
        records.region,
        records.postal_code,
        records.country
    from {{ ref('int_records_standardized') }} as records
    inner join {{ ref('customer_crosswalk') }} as crosswalk
        on records.record_id = crosswalk.record_id

),

customers_on_one_record as (

    select customers.customer_id
    from customers
    inner join record_addresses
        on customers.customer_id = record_addresses.customer_id
        {% for field in fields -%}
                and coalesce(customers.{{ field }}, '')
                = coalesce(record_addresses.{{ field }}, '')
        {% endfor %}

)

select customers.*
from customers
left join customers_on_one_record
    on customers.customer_id = customers_on_one_record.customer_id
where customers_on_one_record.customer_id is null
