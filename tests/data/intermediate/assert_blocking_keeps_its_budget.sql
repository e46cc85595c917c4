{{ config(severity='warn') }}

-- Guards recall where cost is bounded: a blocking rule whose blocks would make more pairs
-- than the var max_pairs_per_record_and_rule allows passes over its largest ones, and
-- people who share only those are not found. A warning and no error, since the build is
-- right for what it looked at. Names every such rule.

{% set over_budget -%}
select
    blocking_rule,
    'The blocking rule ' || blocking_rule || ' would make '
    || cast(declared_pair_count as {{ dbt.type_string() }})
    || ' pairs, more than its budget of '
    || cast(pair_budget as {{ dbt.type_string() }})
    || ' (var max_pairs_per_record_and_rule); blocks of more than '
    || cast(block_size_limit as {{ dbt.type_string() }})
    || ' records were passed over. passed_over_blocks names them.' as message
from {{ ref('int_block_limits_set') }}
where is_over_budget
{%- endset %}

{{ tell_rows(over_budget) }}
{{ over_budget }}
