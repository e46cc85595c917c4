{#
    A deliverable e-mail address: lower case, without 'mailto:', a name around it or
    trailing dots; of several addresses the first.

    Returns a SQL expression, text; NULL stays NULL, and what is no address is NULL. The
    syntax asked for is what mail servers take: a user part, @, and a domain with a dot
    whose last label has no digits. A model that has the bare address in a column calls
    _valid_email on that, which is cheaper.
#}
{% macro standard_email(text) -%}
    {{ _valid_email(_bare_email(text)) }}
{%- endmacro %}

{# The address inside what people write around it, lower case, blanks gone. #}
{% macro _bare_email(text) -%}
    {% set spaceless = "replace(translate(" ~ text
        ~ ", '＠．' || chr(9) || chr(10) || chr(13) || chr(160), '@.'), ' ', '')" -%}
    {% set lower = lower_text(spaceless) -%}
    trim(
        trailing '.' from split_part(split_part(replace(
            case
                when position('<' in {{ text }}) > 0
                    then split_part(split_part({{ lower }}, '<', 2), '>', 1)
                else {{ lower }}
            end,
            'mailto:', ''
        ), ';', 1), ',', 1)
    )
{%- endmacro %}

{# A bare address if its syntax is right, else NULL. #}
{% macro _valid_email(bare) -%}
    case
        when {{ matches_regexp(
            "translate(" ~ bare ~ ", '[]' || chr(92), '   ')",
            "'^[^ @:<>()\"]{1,64}@([^ @.:<>()\"/_]{1,63}[.])+[^ @.:<>()\"0-9/_-]{2,63}$'"
        ) }}
            and length({{ bare }}) <= 254
            and substr({{ bare }}, 1, 1) <> '.'
            and position('..' in {{ bare }}) = 0
            and position('.@' in {{ bare }}) = 0
            then {{ bare }}
    end
{%- endmacro %}
