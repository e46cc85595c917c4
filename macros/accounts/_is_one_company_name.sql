{#
    Whether two keys of companies' names are one name but for a letter of six or more, two
    of twelve or more, or words that one of them leaves out at the end.

    Returns a SQL expression, boolean.
#}
{% macro _is_one_company_name(left, right) -%}
    (
        position({{ left }} || ' ' in {{ right }}) = 1
        or position({{ right }} || ' ' in {{ left }}) = 1
        or (
            least(length({{ left }}), length({{ right }})) >= 6
            and levenshtein({{ left }}, {{ right }})
            <= case
                when least(length({{ left }}), length({{ right }})) >= 12 then 2
                else 1
            end
        )
    )
{%- endmacro %}
