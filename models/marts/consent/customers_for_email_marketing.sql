{{ config(materialized='view') }}

-- One row per customer whom marketing e-mail may be sent to.
{{ customers_for(
    purpose='marketing',
    channel='email',
    columns=['given_name', 'family_name', 'email', 'region', 'country']
) }}
