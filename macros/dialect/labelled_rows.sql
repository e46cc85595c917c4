{#
    The values of each row of a relation, one row each with a label; a value that is NULL, or
    one that an earlier value of the same label repeats, has none.

    Returns a relation body with the columns key, label_name and value_name. labels is a list
    of dicts: label, and values, a list of SQL expressions of texts. One relation is read for
    each value, but on Spark, which plans seventy readings for ten seconds: it reads once
    and stacks the values.
#}
{% macro labelled_rows(relation, key, label_name, value_name, labels) -%}
    {{ return(adapter.dispatch('labelled_rows', 'kindred')(
        relation, key, label_name, value_name, labels
    )) }}
{%- endmacro %}

{% macro default__labelled_rows(relation, key, label_name, value_name, labels) -%}
    {{ exceptions.raise_compiler_error("labelled_rows: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__labelled_rows(relation, key, label_name, value_name, labels) -%}
    {{ return(_unioned_labelled_rows(relation, key, label_name, value_name, labels)) }}
{%- endmacro %}

{% macro postgres__labelled_rows(relation, key, label_name, value_name, labels) -%}
    {{ return(_unioned_labelled_rows(relation, key, label_name, value_name, labels)) }}
{%- endmacro %}

{% macro spark__labelled_rows(relation, key, label_name, value_name, labels) -%}
{%- set rows = [] -%}
{%- for label in labels -%}
    {%- for value in label['values'] -%}
        {%- set row -%}
            '{{ label.label }}', case when
            {{ _is_first_of(value, label['values'][:loop.index0]) }} then {{ value }} end
        {%- endset -%}
        {%- do rows.append(row) -%}
    {%- endfor -%}
{%- endfor -%}
select
    {{ key }},
    {{ label_name }},
    {{ value_name }}
from (
    select
        {{ key }},
        stack(
            {{ rows | length }},
            {{ rows | join(',\n            ') }}
        ) as ({{ label_name }}, {{ value_name }})
    from {{ relation }}
) as stacked
where {{ value_name }} is not null
{%- endmacro %}

{% macro _unioned_labelled_rows(relation, key, label_name, value_name, labels) -%}
{%- for label in labels %}
{%- set label_loop = loop %}
{%- for value in label['values'] %}
select
    {{ key }},
    '{{ label.label }}' as {{ label_name }},
    {{ value }} as {{ value_name }}
from {{ relation }}
where {{ _is_first_of(value, label['values'][:loop.index0]) }}
{%- if not (loop.last and label_loop.last) %}
union all
{%- endif %}
{%- endfor %}
{%- endfor %}
{%- endmacro %}

{# Whether there is a value, and none of the earlier ones is the same. #}
{% macro _is_first_of(value, earlier_values) -%}
    {{ value }} is not null
    {%- for earlier_value in earlier_values %}
    and coalesce({{ earlier_value }} <> {{ value }}, true)
    {%- endfor -%}
{%- endmacro %}
