-- Guards that what stewards decided holds. A decision to put two records together gives way
-- only to decisions that keep them apart; the build goes on, on the safe side, and names
-- how many there are. What would break: a steward's work undone in silence.
{{ config(severity='warn') }}

select
    decision_id,
    left_record_id,
    right_record_id
from {{ ref('steward_decisions') }}
where decision_status = 'contradicted'
