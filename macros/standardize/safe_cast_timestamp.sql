{#
    A timestamp out of text that may be anything.

    Returns a SQL expression, timestamp in UTC to the microsecond; NULL for NULL and for text
    that is no moment of the years 1900 to 2099 in one of these forms (T or a space between,
    / for -): 2024-02-29, 2024-02-29 13:05, 2024-02-29 13:05:07, 2024-02-29T13:05:07.123Z,
    2024-02-29 13:05:07+02:00, 2024-02-29 13:05:07+02. The pattern knows how long the months
    are, because PostgreSQL has no cast that forgives. The ! behind the text is there because
    Java's $ also stands before a last line end.
#}
{% macro safe_cast_timestamp(text) -%}
    {% set moment = "translate(" ~ text ~ ", 'Tt/', '  -')" %}
    {% set fraction = regexp_group(moment, "'^.{19}([.][0-9]{1,6})'", 1) %}
    {% set zone -%}
        replace(replace({{ regexp_replace_all('substr(' ~ moment ~ ', 20)', "'^[.][0-9]+'", "''") }}, ' ', ''), ':', '')
    {%- endset %}
    case
            when {{ matches_regexp(moment ~ " || '!'", "'" ~ _timestamp_pattern() ~ "'") }}
                then
                    cast(
                        substr({{ moment }}, 1, 19) || coalesce({{ fraction }}, '')
                        as {{ dbt.type_timestamp() }}
                    )
                    - interval '1' second * case
                        when {{ matches_regexp(zone, "'^[+-]'") }}
                            then
                                (
                                    cast(substr({{ zone }}, 2, 2) as integer) * 3600
                                    + cast(substr({{ zone }} || '0000', 4, 2) as integer) * 60
                                    + cast(substr({{ zone }} || '0000', 6, 2) as integer)
                                )
                                * case when substr({{ zone }}, 1, 1) = '-' then -1 else 1 end
                        else 0
                    end
        end
{%- endmacro %}

{% macro _timestamp_pattern() -%}
    {# nobody means what a year before or after these says: 0001, 9999 stand for no moment #}
    {% set day = [
        '(19|20)[0-9]{2}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))',
        '((19|20)(0[48]|[2468][048]|[13579][26])|2000)-02-29',
    ] | join('|') %}
    {% set zone = '( ?(Z|z|U C|[+-][01][0-9](:?[0-5][0-9](:?[0-5][0-9])?)?))?' %}
    {% set time = '( ([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?' ~ zone ~ ')?)?' %}
    {{ return('^(' ~ day ~ ')' ~ time ~ '!$') }}
{%- endmacro %}
