-- Guards that linkage cuts an edge only where the mean over the pairs of the two customers
-- is too low: no cut goes without a decision, a conflict or a weak mean. What would break:
-- people kept apart, and a steward told the wrong reason.

select
    left_key,
    right_key,
    mean_match_probability
from {{ ref('int_edges_cut') }}
where
    cut_by = 'linkage'
    and mean_match_probability >= {{ var('merge_threshold') }}
