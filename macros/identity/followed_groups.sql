{#
    Where the members of each group that has ended in others are now, or were last.

    Returns a relation body, one row per ended group × group: <group>, next_<group>; the
    state that following_step starts from. graph is one of lasting_ids; stays names a
    relation with <key>, <group>, from_<group>, from_run and to_run. successors, where it is
    given, names one of members that have themselves become others: <key>, next_<key>.
#}
{% macro followed_groups(graph, stays, successors=none) -%}
{%- set names = lasting_ids(graph) -%}
{%- set key = names.key -%}
{%- set group = names.group -%}
with ended_groups as (

    select
        {{ group }},
        max(to_run) as ended_run
    from {{ stays }}
    group by {{ group }}
    having count(*) = count(to_run)

),

stays_ranked as (

    select
        {{ key }},
        {{ group }},
        case when to_run is null then 1 else 0 end as is_present,
        row_number() over (partition by {{ key }} order by from_run desc) as recency
    from {{ stays }}

),

-- Members that others took over from a group when it ended or later.
heirlooms as (

    select
        ended_groups.{{ group }},
        stays.{{ key }}
    from ended_groups
    inner join {{ stays }} as stays
        on ended_groups.{{ group }} = stays.from_{{ group }}
            and ended_groups.ended_run <= stays.from_run
    group by ended_groups.{{ group }}, stays.{{ key }}
    {%- if successors is not none %}

    union

    -- and those that its last members have become, where they are in a group
    select
        ended_groups.{{ group }},
        successors.next_{{ key }} as {{ key }}
    from ended_groups
    inner join {{ stays }} as stays
        on ended_groups.{{ group }} = stays.{{ group }}
            and ended_groups.ended_run = stays.to_run
    inner join {{ successors }} as successors
        on stays.{{ key }} = successors.{{ key }}
    inner join stays_ranked
        on successors.next_{{ key }} = stays_ranked.{{ key }}
            and stays_ranked.is_present = 1
    {%- endif %}

),

-- Where those members are now or, if none of them is left, where they were last.
whereabouts as (

    select
        heirlooms.{{ group }},
        stays_ranked.{{ group }} as next_{{ group }},
        stays_ranked.is_present,
        max(stays_ranked.is_present) over (
            partition by heirlooms.{{ group }}
        ) as has_present
    from heirlooms
    inner join stays_ranked
        on heirlooms.{{ key }} = stays_ranked.{{ key }}
            and stays_ranked.recency = 1

)

select
    {{ group }},
    next_{{ group }}
from whereabouts
where is_present = has_present
group by {{ group }}, next_{{ group }}
{%- endmacro %}
