{#
    Members of a graph (see lasting_ids): the cluster that each is in now, and the group
    that it was last in.

    Returns a relation body, one row per member:
      <key>, <id>                  the member
      cluster_key                  bigint, the least key of its cluster; its own when alone
      last_<group>                 the group it was last in; NULL for a new member
      is_open                      whether it was in it until this run
      last_<thing>_first_run       bigint, the run in which that group began
      is_claimable                 whether that group may live on: it is alive, or ended
                                   because its members were gone
      is_name_taken                whether a group ever had the plain name of this member
      run_number                   bigint, of this run, if it changes anything
    members names a relation with <key> and <id>; clusters one with <key> and cluster_key;
    stays one with <key>, <group>, from_<group>, from_run and to_run.
#}
{% macro remembered_members(graph, members, clusters, stays) -%}
{%- set names = lasting_ids(graph) -%}
{%- set key = names.key -%}
{%- set group = names.group -%}
with lives as (

    -- One row per id that was ever given out; ended_run where no member is left.
    select
        {{ group }},
        min(from_run) as first_run,
        case when count(*) = count(to_run) then max(to_run) end as ended_run
    from {{ stays }}
    group by {{ group }}

),

-- Groups that went up in others: somebody took over their members when they ended or
-- later. They redirect for ever and are never claimed again.
merged_groups as (

    select stays.from_{{ group }} as {{ group }}
    from {{ stays }} as stays
    inner join lives on stays.from_{{ group }} = lives.{{ group }}
    where stays.from_run >= lives.ended_run
    group by stays.from_{{ group }}

),

stays_ranked as (

    select
        {{ key }},
        {{ group }},
        to_run is null as is_open,
        row_number() over (partition by {{ key }} order by from_run desc) as recency
    from {{ stays }}

),

run_numbers as (

    select coalesce(max(greatest(from_run, coalesce(to_run, 0))), 0) + 1 as run_number
    from {{ stays }}

)

select
    members.{{ key }},
    members.{{ names.id }},
    coalesce(clusters.cluster_key, members.{{ key }}) as cluster_key,
    stays_ranked.{{ group }} as last_{{ group }},
    coalesce(stays_ranked.is_open, false) as is_open,
    last_lives.first_run as last_{{ names.thing }}_first_run,
    stays_ranked.{{ group }} is not null
    and merged_groups.{{ group }} is null as is_claimable,
    namesakes.{{ group }} is not null as is_name_taken,
    run_numbers.run_number
from {{ members }} as members
cross join run_numbers
left join {{ clusters }} as clusters on members.{{ key }} = clusters.{{ key }}
left join stays_ranked
    on members.{{ key }} = stays_ranked.{{ key }}
        and stays_ranked.recency = 1
left join lives as last_lives on stays_ranked.{{ group }} = last_lives.{{ group }}
left join lives as namesakes
    on {{ plain_id(graph, 'members.' ~ key) }} = namesakes.{{ group }}
left join merged_groups on stays_ranked.{{ group }} = merged_groups.{{ group }}
{%- endmacro %}
