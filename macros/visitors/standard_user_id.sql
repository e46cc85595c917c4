{#
    The id of a user whom a web or app event names, without what sites write where there is
    none.

    Returns a SQL expression, text; NULL for NULL, a blank, and the words that a program
    writes for a missing value (null, undefined, nan, none, anonymous, guest, unknown, 0,
    -1). Nothing is folded: another spelling is another user.
#}
{% macro standard_user_id(value) -%}
    case
            when lower({{ trimmed(value) }}) in (
                'null', 'undefined', 'nan', 'none', 'nil', 'anonymous', 'guest', 'unknown',
                '(null)', '[object object]', '0', '-1'
            ) then null
            else {{ trimmed(value) }}
        end
{%- endmacro %}
