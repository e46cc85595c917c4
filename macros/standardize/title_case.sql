{#
    A text with a capital at the start of every word, if it was all upper or all lower case;
    a text that mixes cases was written with care and stays.

    Returns a SQL expression, text; NULL stays NULL. Words start after a space, and after
    the separators given; the first letter may be any, those of later words a to z or one of
    the accented letters that names begin with. initcap() is not on DuckDB, and PostgreSQL and Spark disagree on
    what a word is.
#}
{% macro title_case(text, separators=[' ']) -%}
    case
        when {{ text }} <> {{ upper_text(text) }} and {{ text }} <> {{ lower_text(text) }}
            then {{ text }}
        when {{ is_ascii(text) }}
            then {{ _capitalised('lower(' ~ text ~ ')', separators, '') }}
        else {{ upper_text('substr(' ~ text ~ ', 1, 1)') }}
            || substr({{ _capitalised(
                lower_text(text), separators, 'áàâäåãéèêëíìîóòôöõúùûüøçñšžčćđþæœ'
            ) }}, 2)
    end
{%- endmacro %}

{# Lower-case text with a capital after every separator; letters: more than a to z. #}
{% macro _capitalised(lower_text, separators, letters) -%}
    {% set ns = namespace(expression="' ' || " ~ lower_text) -%}
    {% for separator in separators -%}
        {% for letter in _ascii_lower() ~ letters -%}
            {% set ns.expression = "replace(" ~ ns.expression ~ ", '"
                ~ dbt.escape_single_quotes(separator ~ letter) ~ "', '"
                ~ dbt.escape_single_quotes(separator ~ letter | upper) ~ "')" -%}
        {% endfor -%}
    {% endfor -%}
    substr({{ ns.expression }}, 2)
{%- endmacro %}
