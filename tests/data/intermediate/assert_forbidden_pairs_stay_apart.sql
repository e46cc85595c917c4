-- Guards that two records which may not be one person (a steward decided so, or they
-- contradict each other) are never in one customer, by whatever path. What would break:
-- one person's data shown to another, against a decision.

select
    forbidden_pairs.left_key,
    forbidden_pairs.right_key,
    forbidden_pairs.forbidden_reason
from {{ ref('int_pairs_forbidden') }} as forbidden_pairs
inner join {{ ref('int_customers_assigned') }} as left_assigned
    on forbidden_pairs.left_key = left_assigned.record_key
inner join {{ ref('int_customers_assigned') }} as right_assigned
    on forbidden_pairs.right_key = right_assigned.record_key
where left_assigned.customer_id = right_assigned.customer_id
