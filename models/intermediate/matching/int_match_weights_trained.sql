-- One row per weight group × level code with its trained share in each class of pairs;
-- the shares of the classes among all pairs are the row of the group 'prior'. Or the shares
-- that the var comparisons declares, with no training (var weights).
{{ config(
    materialized='patched',
    due='training_is_due',
    step=none if var('weights') == 'declared' else 'training_step',
    progress='training_progress',
    max_rounds='training_rounds'
) }}

-- depends_on: {{ ref('int_patterns_counted') }}
-- depends_on: {{ ref('int_pattern_levels_read') }}

-- depends_on: {{ ref('int_match_levels_expected') }}

{% if weights_are_declared() %}
{{ declared_weights() }}
{% else %}
{{ training_start(ref('int_match_levels_expected')) }}
{% endif %}
