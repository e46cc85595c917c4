{#
    How many values of raw columns cannot be read, each table read once.

    Returns a relation body: dataset (<source>_<table>), column_name, fault, key_name,
    unread_count (bigint) and example, the least key of such a row; one row a check. tables
    lists tuples of a source, a table of it, the column of its key, and its checks: tuples of
    a column, the SQL condition of a row that cannot be read, and what such values are, in
    words.
#}
{% macro unread_values(tables) -%}
with

{% for source_name, table_name, key, checks in tables -%}
{{ source_name }}_{{ table_name }} as (

    {{ raw_columns(source_name, table_name) }}

),

{{ source_name }}_{{ table_name }}_counted as (

    select
        {% for column, is_unread, fault in checks -%}
        sum(case when {{ is_unread }} then 1 else 0 end) as unread_{{ loop.index }},
        min(case when {{ is_unread }} then cast({{ key }} as {{ dbt.type_string() }}) end)
            as example_{{ loop.index }}{{ ',' if not loop.last }}
        {% endfor -%}
    from {{ source_name }}_{{ table_name }}

),

{% endfor -%}
counted as (

    {% for source_name, table_name, key, checks in tables -%}
    {% for column, is_unread, fault in checks -%}
    select
        '{{ source_name }}_{{ table_name }}' as dataset,
        '{{ column }}' as column_name,
        '{{ fault }}' as fault,
        '{{ key }}' as key_name,
        unread_{{ loop.index }} as unread_count,
        example_{{ loop.index }} as example
    from {{ source_name }}_{{ table_name }}_counted
    union all
    {% endfor -%}
    {% endfor -%}
    select
        cast(null as {{ dbt.type_string() }}) as dataset,
        cast(null as {{ dbt.type_string() }}) as column_name,
        cast(null as {{ dbt.type_string() }}) as fault,
        cast(null as {{ dbt.type_string() }}) as key_name,
        cast(0 as {{ dbt.type_bigint() }}) as unread_count,
        cast(null as {{ dbt.type_string() }}) as example
    from (select 1 as nothing) as no_rows
    where 1 = 0

)

select * from counted
{%- endmacro %}
