{#
    What happened to the groups of a graph, in all runs.

    Returns a relation body, one row per event: event_id (text), event_type, <group>,
    other_<group>, <id> (the member that joined or left), run_number, occurred_at,
    member_count (bigint) and cause (text). Event types: created, restored, joined and left
    (one row per member that came to a group that was there, or left one that goes on),
    merged (the group ended and its members are in the other one), split (some of its
    members are the new other one), gone (it ended with all its members).

    graph is one of lasting_ids. stays names a relation with <id>, <group>, from_<group>,
    from_run, from_at, to_run and to_at, and joined_cause, why a member came; departures one
    with a row per stay that ended: <id>, <group>, run_number, to_<group>, where the member
    went, and cause, why it left.
#}
{% macro group_events(graph, stays, departures) -%}
{%- set names = lasting_ids(graph) -%}
{%- set id = names.id -%}
{%- set group = names.group -%}
{%- set other = 'other_' ~ group -%}
with standings as (

    {{ group_standings(graph, stays) | indent(4) }}

),

moves as (

    select
        from_{{ group }},
        {{ group }},
        from_run as run_number,
        count(*) as member_count
    from {{ stays }}
    where from_{{ group }} is not null
    group by from_{{ group }}, {{ group }}, from_run

),

happened as (

    select
        case
            when first_run = run_number then 'created'
            else 'restored'
        end as event_type,
        {{ group }},
        cast(null as {{ dbt.type_string() }}) as {{ other }},
        cast(null as {{ dbt.type_string() }}) as {{ id }},
        run_number,
        count_after as member_count,
        cast(null as {{ dbt.type_string() }}) as cause
    from standings
    where count_before = 0 and count_after > 0

    union all

    select
        'joined' as event_type,
        stays.{{ group }},
        stays.from_{{ group }} as {{ other }},
        stays.{{ id }},
        stays.from_run as run_number,
        1 as member_count,
        stays.joined_cause as cause
    from {{ stays }} as stays
    inner join standings
        on stays.{{ group }} = standings.{{ group }}
            and stays.from_run = standings.run_number
    where standings.count_before > 0

    union all

    select
        'left' as event_type,
        departures.{{ group }},
        departures.to_{{ group }} as {{ other }},
        departures.{{ id }},
        departures.run_number,
        1 as member_count,
        departures.cause
    from {{ departures }} as departures
    inner join standings
        on departures.{{ group }} = standings.{{ group }}
            and departures.run_number = standings.run_number
    where standings.count_after > 0

    union all

    -- from the group that ended, or lives on without those who left it
    select
        case
            when takers.first_run = moves.run_number then 'split'
            when origins.count_after = 0 then 'merged'
        end as event_type,
        moves.from_{{ group }} as {{ group }},
        moves.{{ group }} as {{ other }},
        cast(null as {{ dbt.type_string() }}) as {{ id }},
        moves.run_number,
        moves.member_count,
        cast(null as {{ dbt.type_string() }}) as cause
    from moves
    inner join standings as takers
        on moves.{{ group }} = takers.{{ group }}
            and moves.run_number = takers.run_number
    inner join standings as origins
        on moves.from_{{ group }} = origins.{{ group }}
            and moves.run_number = origins.run_number

    union all

    select
        case
            when max(departures.to_{{ group }}) is null then 'gone'
            else 'merged'
        end as event_type,
        standings.{{ group }},
        max(departures.to_{{ group }}) as {{ other }},
        cast(null as {{ dbt.type_string() }}) as {{ id }},
        standings.run_number,
        max(standings.count_before) as member_count,
        min(departures.cause) as cause
    from standings
    inner join {{ departures }} as departures
        on standings.{{ group }} = departures.{{ group }}
            and standings.run_number = departures.run_number
    left join moves
        on standings.{{ group }} = moves.from_{{ group }}
            and standings.run_number = moves.run_number
    where standings.count_after = 0 and moves.{{ group }} is null
    group by standings.{{ group }}, standings.run_number

)

select
    {{ surrogate_key([
        'happened.run_number',
        'happened.event_type',
        'happened.' ~ group,
        'happened.' ~ other,
        'happened.' ~ id,
    ]) | indent(4) }} as event_id,
    happened.event_type,
    happened.{{ group }},
    happened.{{ other }},
    happened.{{ id }},
    happened.run_number,
    standings.occurred_at,
    happened.member_count,
    happened.cause
from happened
inner join standings
    on happened.{{ group }} = standings.{{ group }}
        and happened.run_number = standings.run_number
where happened.event_type is not null
{%- endmacro %}
