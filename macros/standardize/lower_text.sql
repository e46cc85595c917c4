{#
    A text in lower case, the same on every engine and under every collation.

    Returns a SQL expression, text; NULL stays NULL. ASCII is left to lower(); other texts
    go through a table, because lower() in PostgreSQL folds what the collation says.
#}
{% macro lower_text(text) -%}
    {% set characters = _fold_characters() -%}
    case
        when {{ is_ascii(text) }} then lower({{ text }})
        else translate(
            {{ text }},
            '{{ characters.upper }}{{ _ascii_upper() }}',
            '{{ characters.lower }}{{ _ascii_lower() }}'
        )
    end
{%- endmacro %}

{% macro _ascii_upper() -%}
    {{ return('ABCDEFGHIJKLMNOPQRSTUVWXYZ') }}
{%- endmacro %}

{% macro _ascii_lower() -%}
    {{ return('abcdefghijklmnopqrstuvwxyz') }}
{%- endmacro %}
