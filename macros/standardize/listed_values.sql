{#
    The values of several raw columns of one kind in one text, in the order of the
    columns, with semicolons between; a value that an earlier column has is not repeated.
    The first one is the record's own; the standardising models read all of them.

    Returns a SQL expression, text; NULL when every column is blank. columns is a list of
    SQL expressions, as raw as the source has them.
#}
{% macro listed_values(columns) -%}
    {%- set values = [] -%}
    nullif(
        substr(
            ''
{%- for column in columns %}
{%- set value = namespace(text=trimmed(column)) -%}
{%- for earlier in values -%}
{%- set value.text = 'nullif(' ~ value.text ~ ', ' ~ earlier ~ ')' -%}
{%- endfor -%}
{%- do values.append(trimmed(column)) %}
            || coalesce('; ' || {{ value.text }}, '')
{%- endfor %},
            3
        ), ''
    )
{%- endmacro %}
