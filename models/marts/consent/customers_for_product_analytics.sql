{{ config(materialized='view') }}

-- One row per customer whose data may be analysed, under a pseudonym.
{{ customers_for(
    purpose='analytics',
    channel='any',
    columns=['gender', 'region', 'country', 'source_count', 'first_seen_at', 'last_seen_at']
) }}
