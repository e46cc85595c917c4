{#
    A text with a capital at the start of every word, if it was all upper or all lower case;
    a text that mixes cases was written with care and stays.

    Returns a SQL expression, text; NULL stays NULL. Words start after a space, and after
    the separators given. initcap() is not on DuckDB, and PostgreSQL and Spark disagree on
    what a word is.
#}
{% macro title_case(text, separators=[' ']) -%}
    case
        when {{ text }} = {{ upper_text(text) }} or {{ text }} = {{ lower_text(text) }}
            then {{ _capitalised(lower_text(text), separators) }}
        else {{ text }}
    end
{%- endmacro %}

{% macro _capitalised(lower_text, separators) -%}
    {% set ns = namespace(expression="' ' || " ~ lower_text) -%}
    {% for separator in separators -%}
        {% for letter in _ascii_lower() -%}
            {% set ns.expression = "replace(" ~ ns.expression ~ ", '"
                ~ dbt.escape_single_quotes(separator ~ letter) ~ "', '"
                ~ dbt.escape_single_quotes(separator ~ letter | upper) ~ "')" -%}
        {% endfor -%}
    {% endfor -%}
    substr({{ ns.expression }}, 2)
{%- endmacro %}
