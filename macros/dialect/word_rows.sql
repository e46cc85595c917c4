{#
    The words of each text of a relation, one row each.

    Returns a relation body with the columns in keys (a list of their names), place
    (integer, from 1 up) and word. The text has one space between two words and none around
    it; a text that is NULL has no row, an empty one is not expected. How a list becomes
    rows differs by engine.
#}
{% macro word_rows(relation, keys, text) -%}
    {{ return(adapter.dispatch('word_rows', 'kindred')(relation, keys, text)) }}
{%- endmacro %}

{% macro default__word_rows(relation, keys, text) -%}
    {{ exceptions.raise_compiler_error("word_rows: no implementation for '" ~ target.type ~ "'") }}
{%- endmacro %}

{% macro duckdb__word_rows(relation, keys, text) -%}
    select
        {{ keys | join(', ') }},
        cast(
            unnest(range(1, len(string_split({{ text }}, ' ')) + 1)) as integer
        ) as place,
        unnest(string_split({{ text }}, ' ')) as word
    from {{ relation }}
    where {{ text }} is not null
{%- endmacro %}

{% macro postgres__word_rows(relation, keys, text) -%}
    select
        {% for key in keys -%}
        {{ relation }}.{{ key }},
        {% endfor -%}
        cast(words_of_text.place as integer) as place,
        words_of_text.word
    from {{ relation }}
    cross join lateral unnest(string_to_array({{ relation }}.{{ text }}, ' '))
        with ordinality as words_of_text (word, place)
    where {{ relation }}.{{ text }} is not null
{%- endmacro %}

{% macro spark__word_rows(relation, keys, text) -%}
    select
        {{ keys | join(', ') }},
        place + 1 as place,
        word
    from {{ relation }}
    lateral view posexplode(split({{ text }}, ' ')) words_of_text as place, word
    where {{ text }} is not null
{%- endmacro %}
