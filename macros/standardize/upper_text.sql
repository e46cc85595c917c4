{#
    A text in upper case, the same on every engine and under every collation.

    Returns a SQL expression, text; NULL stays NULL. Letters that have no single upper-case
    letter (ß) stay. See lower_text.
#}
{% macro upper_text(text) -%}
    {% set characters = _fold_characters() -%}
    case
        when {{ is_ascii(text) }} then upper({{ text }})
        else translate(
            {{ text }},
            '{{ characters.lower }}{{ _ascii_lower() }}',
            '{{ characters.upper }}{{ _ascii_upper() }}'
        )
    end
{%- endmacro %}
