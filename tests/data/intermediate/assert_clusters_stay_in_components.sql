-- Guards clustering: linkage only ever splits a connected component, so a customer never
-- holds records that no chain of accepted edges joins. Fails on every record that left.

select
    clustered.node_key,
    clustered.group_key
from {{ ref('int_records_clustered') }} as clustered
inner join {{ ref('int_components_labelled') }} as own_components
    on clustered.node_key = own_components.node_key
inner join {{ ref('int_components_labelled') }} as cluster_components
    on clustered.group_key = cluster_components.node_key
where own_components.group_key <> cluster_components.group_key
