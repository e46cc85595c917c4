{#
    A number out of text that may be anything.

    Returns a SQL expression, numeric(18, 4), rounded half away from zero; NULL for NULL and
    for text that is not a number written out with a point, if any, and at most thirteen
    digits before it: 12, -12.50, +.5. A comma may part thousands or cents, so 12,50 and
    1,200 are no number. The pattern stands before the cast because PostgreSQL has no cast
    that forgives; the ! behind the text as in safe_cast_timestamp.
#}
{% macro safe_cast_number(text) -%}
        case
            when
                {{ matches_regexp(
                    text ~ " || '!'",
                    "'^[+-]?([0-9]{1,13}([.][0-9]{0,20})?|[.][0-9]{1,20})!$'"
                ) }}
                then cast({{ text }} as numeric(18, 4))
        end
{%- endmacro %}
