{#
    The number that a column of a source's raw table holds.

    Returns a SQL expression, numeric(18, 4); NULL for NULL, for text that is no number (see
    safe_cast_number), and from ten trillion on, up or down. Where the landed column is a
    number already it is not read by way of its text, which costs more and spells small
    doubles with an exponent. While dbt parses and over a unit test's input it is read as
    text.
#}
{% macro landed_number(source_name, table_name, column_name) -%}
    {%- set type = _landed_type(source_name, table_name, column_name.split('.')[-1]) -%}
    {%- set numbers = '^(u?(tiny|small|big|huge)?int(eger)?[0-9]*|long|short|byte|'
        ~ 'decimal|numeric|double( precision)?|float[0-9]*|real)([(].*)?$' -%}
    {%- if type and modules.re.match(numbers, type) -%}
        case
            when
                {{ column_name }} > -10000000000000
                and {{ column_name }} < 10000000000000
                then cast({{ column_name }} as numeric(18, 4))
        end
    {%- else -%}
        {{ safe_cast_number(trimmed(column_name)) }}
    {%- endif -%}
{%- endmacro %}
