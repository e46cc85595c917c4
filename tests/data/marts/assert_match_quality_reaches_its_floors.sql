{{ config(
    enabled=var('labels_relation') is not none
    and (var('min_match_precision') is not none or var('min_match_recall') is not none)
) }}

-- Guards what a change of settings, sources or data does to matching: on the user's own
-- labels, pairwise precision and recall stay at or above the vars min_match_precision and
-- min_match_recall. Tells both numbers, whichever of them is too low.

{% set too_low -%}
select
    'Matching is below its floor on the labels of {{ var('labels_relation') }}: '
    || 'pairwise precision '
    || cast({{ rounded('pairwise_precision', 4) }} as {{ dbt.type_string() }})
    || ' (min_match_precision {{ var('min_match_precision') }}), recall '
    || cast({{ rounded('pairwise_recall', 4) }} as {{ dbt.type_string() }})
    || ' (min_match_recall {{ var('min_match_recall') }}). See match_quality.' as message
from {{ ref('match_quality') }}
where
    pairwise_precision < {{ var('min_match_precision') or 0 }}
    or pairwise_recall < {{ var('min_match_recall') or 0 }}
{%- endset %}

{{ tell_rows(too_low, is_fatal=true) }}
{{ too_low }}
