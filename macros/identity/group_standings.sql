{#
    How many members a group had before each run that touched it, and after it.

    Returns a relation body, one row per group of a graph (see lasting_ids) × run in which a
    member came to it or left it: <group>, run_number, occurred_at, first_run (the run in
    which it began), count_before and count_after. stays names a relation with <group>,
    from_<group>, from_run, from_at, to_run and to_at; after_run is a SQL expression of the
    run up to which nothing is asked, over ends where that names a relation of one row.
#}
{% macro group_standings(graph, stays, after_run='0', ends=none) -%}
{%- set group = lasting_ids(graph).group -%}
with touches as (

    {% for column, run, moment in [
        (group, 'from_run', 'from_at'),
        ('from_' ~ group, 'from_run', 'from_at'),
        (group, 'to_run', 'to_at'),
    ] %}
    select
        stays.{{ column }} as {{ group }},
        stays.{{ run }} as run_number,
        stays.{{ moment }} as occurred_at
    from {{ stays }} as stays
    {%- if ends is not none %}
    cross join {{ ends }} as ends
    {%- endif %}
    where stays.{{ run }} > {{ after_run }} and stays.{{ column }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

touched as (

    select
        {{ group }},
        run_number,
        max(occurred_at) as occurred_at
    from touches
    group by {{ group }}, run_number

)

select
    touched.{{ group }},
    touched.run_number,
    touched.occurred_at,
    min(stays.from_run) as first_run,
    count(case
        when
            stays.from_run < touched.run_number
            and coalesce(stays.to_run, touched.run_number) >= touched.run_number
            then 1
    end) as count_before,
    count(case
        when
            stays.from_run <= touched.run_number
            and coalesce(stays.to_run, touched.run_number + 1) > touched.run_number
            then 1
    end) as count_after
from touched
inner join {{ stays }} as stays on touched.{{ group }} = stays.{{ group }}
group by touched.{{ group }}, touched.run_number, touched.occurred_at
{%- endmacro %}
