{#
    The id of a browser, an installed app or a handset.

    Returns a SQL expression, text; NULL for NULL, a blank, and an id of nothing but zeros,
    which is what a phone says that keeps its own to itself. Nothing is folded.
#}
{% macro standard_device_id(value) -%}
    case
            when {{ trimmed(value) }} is null then null
            when trim(both '0-' from cast({{ value }} as {{ dbt.type_string() }})) = ''
                then null
            else {{ trimmed(value) }}
        end
{%- endmacro %}
