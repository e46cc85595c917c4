-- Every household_id and account_id that was ever given out is alive or has a redirect, not
-- both, and a redirect leads to a living id or to nobody.
-- Breaks when a link that was kept elsewhere goes dead.

with

{% for thing in ['household', 'account'] %}
{{ thing }}_faults as (

    select
        stays.{{ thing }}_id as group_id,
        'neither alive nor redirected, or both' as fault
    from (
        select {{ thing }}_id
        from {{ ref('int_' ~ thing ~ '_stays_recorded') }}
        group by {{ thing }}_id
    ) as stays
    left join {{ ref(thing ~ 's') }} as living
        on stays.{{ thing }}_id = living.{{ thing }}_id
    left join (
        select {{ thing }}_id
        from {{ ref(thing ~ '_id_redirects') }}
        group by {{ thing }}_id
    ) as ends on stays.{{ thing }}_id = ends.{{ thing }}_id
    where
        (case when living.{{ thing }}_id is null then 0 else 1 end)
        = (case when ends.{{ thing }}_id is null then 0 else 1 end)

    union all

    select
        redirects.{{ thing }}_id as group_id,
        'leads to an id that is not alive' as fault
    from {{ ref(thing ~ '_id_redirects') }} as redirects
    left join {{ ref(thing ~ 's') }} as living
        on redirects.survivor_{{ thing }}_id = living.{{ thing }}_id
    where
        redirects.survivor_{{ thing }}_id is not null
        and living.{{ thing }}_id is null

){{ ',' if not loop.last }}
{% endfor %}

select * from household_faults
union all
select * from account_faults
