-- One row per record that a decision or a deterministic rule joins to others, with the
-- least record key of those it is joined to: what linkage starts from.
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

{{ contraction_start(ref('int_edges_accepted'), edge_types=['decision', 'rule']) }}
