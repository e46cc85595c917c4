-- One row per account record that is tied to another, with the least key of those that are
-- tied together.
{{ config(
    materialized='iterated',
    step='contraction_step',
    progress='contraction_progress',
    result='composed_rounds',
    max_rounds='max_component_rounds',
    keep_rounds=true
) }}

{{ contraction_start(ref('int_account_ties_found')) }}
