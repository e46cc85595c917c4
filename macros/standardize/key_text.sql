{#
    The key form of a text: folded, apostrophes gone, everything that is no letter or digit
    a single space, nothing around it.

    Returns a SQL expression, text; NULL stays NULL and a text without letters or digits is
    NULL. ASCII, [a-z0-9 ], wherever the script allows; other scripts keep their letters.
#}
{% macro key_text(text) -%}
    nullif(
        trim(
            case
                when {{ is_ascii(text) }}
                    then {{ regexp_replace_all(
                        "replace(lower(" ~ text ~ "), '" ~ dbt.escape_single_quotes("'") ~ "', '')",
                        "'[^a-z0-9]+'", "' '"
                    ) }}
                else {{ regexp_replace_all(_key_letters(text), "'[ -/:-@{-~]+'", "' '") }}
            end
        ),
        ''
    )
{%- endmacro %}

{# Folded, without apostrophes; the characters that no portable class can hold are spaces. #}
{% macro _key_letters(text) -%}
    {% set controls = [] -%}
    {% for number in range(1, 32) -%}
        {% do controls.append('chr(' ~ number ~ ')') -%}
    {% endfor -%}
    translate(
        replace({{ fold_text(text) }}, '{{ dbt.escape_single_quotes("'") }}', ''),
        '[]^_`' || chr(92) || chr(127) || {{ controls | join(' || ') }},
        '{{ ' ' * 38 }}'
    )
{%- endmacro %}
