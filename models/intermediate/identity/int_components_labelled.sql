-- One row per record that has an edge, with the least record key of its connected
-- component. Exact on any graph; fails rather than publish an unconverged one.
{{ config(
    materialized='patched',
    affected='affected_components',
    patch_by=[['node_key']],
    changes=['node_key'],
    step='contraction_step',
    progress='contraction_progress',
    result='composed_rounds',
    max_rounds='max_component_rounds',
    keep_rounds=true
) }}

{{ contraction_start(ref('int_edges_accepted')) }}
