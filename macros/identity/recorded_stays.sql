{#
    The stays of members with their groups after this run: those that were there, closed
    where they ended, and the new ones.

    Returns a relation body, one row per stay of a member of a graph (see lasting_ids) with
    a group: <key>, <id>, <group>, from_run (bigint), from_at (timestamp), from_<group>, the
    details, to_run and to_at. A run that changes nothing adds and closes nothing; one that
    does has a number above all before it, and a moment that is never before theirs,
    whatever the clock says.

    stays and claimed name relations: the stays that were there, and what claimed_groups
    gave with the details beside it. details are names of further columns that a stay is
    begun with; those of refreshed are taken anew from claimed as long as the stay lasts.
#}
{% macro recorded_stays(graph, stays, claimed, details, refreshed=[]) -%}
{%- set names = lasting_ids(graph) -%}
{%- set key = names.key -%}
{%- set group = names.group -%}
with runs as (

    select
        coalesce(max(greatest(from_run, coalesce(to_run, 0))), 0) + 1 as run_number,
        greatest(
            {{ as_of() }},
            coalesce(max(from_at), {{ as_of() }}),
            coalesce(max(to_at), {{ as_of() }})
        ) as run_at
    from {{ stays }}
    {{ computed_once() }}

),

old_stays as (

    select
        stays.{{ key }},
        stays.{{ names.id }},
        stays.{{ group }},
        stays.from_run,
        stays.from_at,
        stays.from_{{ group }},
        {%- for column in details %}
        {%- if column in refreshed %}
        case
            when stays.to_run is null and claimed.{{ key }} is not null
                then claimed.{{ column }}
            else stays.{{ column }}
        end as {{ column }},
        {%- else %}
        stays.{{ column }},
        {%- endif %}
        {%- endfor %}
        case
            when stays.to_run is null and claimed.{{ key }} is null
                then runs.run_number
            else stays.to_run
        end as to_run,
        case
            when stays.to_run is null and claimed.{{ key }} is null then runs.run_at
            else stays.to_at
        end as to_at
    from {{ stays }} as stays
    cross join runs
    left join {{ claimed }} as claimed
        on stays.{{ key }} = claimed.{{ key }}
            and stays.{{ group }} = claimed.{{ group }}

),

-- One row per member × group that ever were together, and whether they are.
acquaintances as (

    select
        {{ key }},
        {{ group }},
        max(case when to_run is null then 1 else 0 end) as open_count
    from {{ stays }}
    group by {{ key }}, {{ group }}

),

new_stays as (

    select
        claimed.{{ key }},
        claimed.{{ names.id }},
        claimed.{{ group }},
        runs.run_number as from_run,
        runs.run_at as from_at,
        claimed.from_{{ group }},
        {%- for column in details %}
        claimed.{{ column }},
        {%- endfor %}
        cast(null as {{ dbt.type_bigint() }}) as to_run,
        cast(null as {{ dbt.type_timestamp() }}) as to_at
    from {{ claimed }} as claimed
    cross join runs
    left join acquaintances
        on claimed.{{ key }} = acquaintances.{{ key }}
            and claimed.{{ group }} = acquaintances.{{ group }}
    where coalesce(acquaintances.open_count, 0) = 0

)

select * from old_stays
union all
select * from new_stays
{%- endmacro %}
