{#
    Which living groups have taken over from each group that has ended.

    Returns a relation body, one row per ended group × survivor, and one without a survivor
    where nobody is left: <group>, survivor_<group>, run_number, ended_at and retired_at.
    graph is one of lasting_ids; stays names a relation with <group>, to_run and to_at,
    followed one with <group> and next_<group>, where each ended in the end.
#}
{% macro group_redirects(graph, stays, followed) -%}
{%- set group = lasting_ids(graph).group -%}
with lives as (

    select
        {{ group }},
        case when count(*) = count(to_run) then max(to_run) end as ended_run
    from {{ stays }}
    group by {{ group }}

),

ended_lives as (

    select
        lives.{{ group }},
        lives.ended_run,
        max(stays.to_at) as ended_at
    from lives
    inner join {{ stays }} as stays
        on lives.{{ group }} = stays.{{ group }}
            and lives.ended_run = stays.to_run
    group by lives.{{ group }}, lives.ended_run

),

survivors as (

    select
        followed.{{ group }},
        followed.next_{{ group }} as survivor_{{ group }}
    from {{ followed }} as followed
    inner join lives
        on followed.next_{{ group }} = lives.{{ group }}
    where lives.ended_run is null

),

-- The last end on the way, of ids that lead to nobody.
last_ends as (

    select
        followed.{{ group }},
        max(ended_lives.ended_at) as ended_at
    from {{ followed }} as followed
    inner join ended_lives on followed.next_{{ group }} = ended_lives.{{ group }}
    group by followed.{{ group }}

)

select
    ended_lives.{{ group }},
    survivors.survivor_{{ group }},
    ended_lives.ended_run as run_number,
    ended_lives.ended_at,
    case
        when survivors.survivor_{{ group }} is null
            then coalesce(last_ends.ended_at, ended_lives.ended_at)
    end as retired_at
from ended_lives
left join survivors on ended_lives.{{ group }} = survivors.{{ group }}
left join last_ends on ended_lives.{{ group }} = last_ends.{{ group }}
{%- endmacro %}
