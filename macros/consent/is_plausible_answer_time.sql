{#
    Whether a person can have answered at a time: not before 1990, when nobody asked, and
    not after the moment that the build speaks of. 1970 is a clock that was never set.

    Returns a SQL expression, boolean; false for NULL.
#}
{% macro is_plausible_answer_time(moment) -%}
    coalesce(
        {{ moment }} >= cast('1990-01-01 00:00:00' as {{ dbt.type_timestamp() }})
        and {{ moment }} <= {{ as_of() }},
        false
    )
{%- endmacro %}
