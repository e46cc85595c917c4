-- One row per watched raw table × row that may change after it came: when it last did, as
-- the last good build had it. What a build recorded that a brake stopped further on would
-- make yesterday's delivery, put back in its place, look like an old one.
-- depends_on: {{ ref('int_quality_recorded') }}
{% set tables = delivered_tables() %}

with

{% for dataset, table in tables.items() if table.key -%}
{{ dataset }} as (

    select
        '{{ dataset }}' as dataset,
        {{ table.key }} as row_id,
        {{ table.moment }} as changed_at
    from {{ ref(table.model) }}

),

{% endfor -%}
delivered as (

    {% for dataset, table in tables.items() if table.key -%}
    select * from {{ dataset }}
    union all
    {% endfor -%}
    select
        cast(null as {{ dbt.type_string() }}) as dataset,
        cast(null as {{ dbt.type_string() }}) as row_id,
        cast(null as {{ dbt.type_timestamp() }}) as changed_at
    from (select 1 as nothing) as no_rows
    where 1 = 0

)

select * from delivered
