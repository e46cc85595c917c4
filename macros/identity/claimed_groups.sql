{#
    The id that the cluster of each member claims, and from whom the member comes.

    Returns a relation body, one row per member of a graph (see lasting_ids): <key>, <id>,
    cluster_key (bigint), <group>, the group it is in now, and from_<group>, the one from
    which this run takes it; NULL for a member that stays, is new or comes back.

    An old group goes to the cluster with most of its members; a cluster keeps the group of
    which it has most; the others take new names. remembered names a relation like that of
    remembered_members.
#}
{% macro claimed_groups(graph, remembered) -%}
{%- set names = lasting_ids(graph) -%}
{%- set key = names.key -%}
{%- set group = names.group -%}
with common_members as (

    -- What an old group has in each cluster: members that it still held, else members that
    -- had gone and are back.
    select
        cluster_key,
        last_{{ group }} as {{ group }},
        min(last_{{ names.thing }}_first_run) as first_run,
        sum(case when is_open then 1 else 0 end) as open_count,
        count(*) as member_count
    from {{ remembered }}
    where is_claimable
    group by cluster_key, last_{{ group }}

),

-- Each old group goes where most of it is.
favourites as (

    select
        cluster_key,
        {{ group }},
        first_run,
        open_count,
        member_count,
        row_number() over (
            partition by {{ group }}
            order by
                open_count desc,
                case when open_count = 0 then member_count else 0 end desc,
                cluster_key
        ) as group_choice
    from common_members

),

-- Each cluster keeps one of those that came to it: the living before those who are back,
-- then the one with most members there, then the oldest.
claims as (

    select
        cluster_key,
        {{ group }},
        row_number() over (
            partition by cluster_key
            order by
                case when open_count > 0 then 0 else 1 end,
                open_count desc,
                member_count desc,
                first_run,
                {{ bytewise(group) }}
        ) as cluster_choice
    from favourites
    where group_choice = 1

),

kept as (

    select
        cluster_key,
        {{ group }}
    from claims
    where cluster_choice = 1

),

-- A cluster is named after its least member. Where a group had that name before, the number
-- of the run, which no run had before, makes another one.
named as (

    select
        members.cluster_key,
        case
            when kept.{{ group }} is not null then kept.{{ group }}
            when not members.is_name_taken
                then {{ plain_id(graph, 'members.cluster_key') }}
            else
                '{{ names.prefix }}_' || substr(
                    {{ surrogate_key(['members.cluster_key', 'members.run_number']) }},
                    1,
                    15
                )
        end as {{ group }}
    from {{ remembered }} as members
    left join kept on members.cluster_key = kept.cluster_key
    where members.{{ key }} = members.cluster_key

)

-- A member comes from a group when it was taken away from one, or was the last that came
-- back of one that has ended. One that had gone for a while is new to whom it joins.
select
    members.{{ key }},
    members.{{ names.id }},
    members.cluster_key,
    named.{{ group }},
    case
        when
            named.{{ group }} <> members.last_{{ group }}
            and (
                members.is_open
                or (members.is_claimable and alive.{{ group }} is null)
            )
            then members.last_{{ group }}
    end as from_{{ group }}
from {{ remembered }} as members
inner join named on members.cluster_key = named.cluster_key
left join kept as alive on members.last_{{ group }} = alive.{{ group }}
{%- endmacro %}
