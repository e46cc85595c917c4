{#
    Fails with one row when any of the columns is NULL somewhere: in how many rows each of
    them is. The table is read once, however many columns there are.
#}
{% test not_null_columns(model, columns) %}
with counted as (

    select
        {%- for column in columns %}
        sum(case when {{ column }} is null then 1 else 0 end) as {{ column }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ model }}

)

select *
from counted
where {{ columns | join(' + ') }} > 0
{% endtest %}
