-- Guards the two times of the consent log: an answer that was recorded before it was given
-- means that the columns are swapped, and current consent would follow the wrong clock.
{{ config(enabled=source_is_enabled('consent')) }}

select
    event_id,
    occurred_at,
    recorded_at
from {{ ref('stg_consent__events') }}
where recorded_at < occurred_at
