-- One row per raw table whose deliveries are watched: how many rows it has, and how new.
{% set tables = delivered_tables() %}

with

{% for dataset, table in tables.items() -%}
{{ dataset }} as (

    select
        '{{ dataset }}' as dataset,
        count(*) as row_count,
        max({{ table.moment or 'cast(null as ' ~ dbt.type_timestamp() ~ ')' }})
            as newest_at
    from {{ ref(table.model) }}

),

{% endfor -%}
counted as (

    {% for dataset in tables -%}
    select * from {{ dataset }}
    union all
    {% endfor -%}
    select
        cast(null as {{ dbt.type_string() }}) as dataset,
        cast(0 as {{ dbt.type_bigint() }}) as row_count,
        cast(null as {{ dbt.type_timestamp() }}) as newest_at
    from (select 1 as nothing) as no_rows
    where 1 = 0

)

select * from counted
