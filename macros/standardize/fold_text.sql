{#
    A text folded for comparison: lower case, accents and combining marks gone, Cyrillic and
    Greek transliterated, typographic quotes, dashes, spaces and digits as ASCII.

    Returns a SQL expression, text; NULL stays NULL. Other scripts stay as they are. The
    work is done in steps: ASCII costs lower() alone, the accents seen most a short table,
    and only what is still not ASCII the whole one.
#}
{% macro fold_text(text) -%}
    {% set characters = _fold_characters() -%}
    {% set common -%}
        translate(
            {{ text }},
            '{{ dbt.escape_single_quotes(characters.common_from) }}',
            '{{ dbt.escape_single_quotes(characters.common_to) }}'
        )
    {%- endset -%}
    case
        when {{ is_ascii(text) }} then lower({{ text }})
        when {{ is_ascii(common) }} then lower({{ common }})
        else {{ _fold_any(text) }}
    end
{%- endmacro %}

{# The whole table, without a look at what the text holds. #}
{% macro _fold_any(text) -%}
    {% set characters = _fold_characters() -%}
    {% set ns = namespace(expression=text) -%}
    {% for letter, letters in characters.several -%}
        {% set ns.expression = "replace(" ~ ns.expression ~ ", '" ~ letter ~ "', '" ~ letters ~ "')" -%}
    {% endfor -%}
    translate(
        {{ ns.expression }},
        '{{ dbt.escape_single_quotes(characters.single_from) }}
            {{- _ascii_upper() }}{{ characters.drop }}',
        '{{ dbt.escape_single_quotes(characters.single_to) }}{{ _ascii_lower() }}'
    )
{%- endmacro %}
