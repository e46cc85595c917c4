-- Guards the form of a candidate pair: the left key is less than the right one, so that a
-- pair can't stand twice or join a record to itself. Fails on every pair that does not.

select
    left_key,
    right_key
from {{ ref('int_pairs_scored') }}
where left_key >= right_key

union all

select
    left_key,
    right_key
from {{ ref('int_edges_accepted') }}
where left_key >= right_key
