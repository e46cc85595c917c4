{#
    Fails for every combination of values that stands in more than one row. NULLs count as
    values: two rows with the same NULLs are one combination.
#}
{% test unique_combination(model, columns) %}
select
    {{ columns | join(',\n    ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
