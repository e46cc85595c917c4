-- One row per customer who lives with another, with the least customer key of those who
-- live together.
{{ config(
    materialized='iterated',
    step='contraction_step',
    progress='contraction_progress',
    result='composed_rounds',
    max_rounds='max_component_rounds',
    keep_rounds=true
) }}

{{ contraction_start(ref('int_household_ties_found'), edge_types=['present']) }}
