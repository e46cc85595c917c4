{#
    One measure of a run, as a row of the long form that identity_metrics keeps.

    Returns a relation body: metric (text), dimension (text, NULL where the measure is of the
    whole run) and value (double), a row for each row of relation. value and dimension are
    SQL expressions over it; a where clause may follow.
#}
{% macro measure(metric, value, relation, dimension='null') -%}
    select
        '{{ metric }}' as metric,
        cast({{ dimension }} as {{ dbt.type_string() }}) as dimension,
        cast({{ value }} as {{ type_double() }}) as value
    from {{ relation }}
{%- endmacro %}
