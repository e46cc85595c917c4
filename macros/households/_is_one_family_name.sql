{#
    Whether two words of family names are one name: by spelling, by sound, or but for one
    letter of five or more.

    Returns a SQL expression, boolean, over two relations with word_key and word_sound.
#}
{% macro _is_one_family_name(left, right) -%}
    (
        {{ left }}.word_key = {{ right }}.word_key
        or {{ left }}.word_sound = {{ right }}.word_sound
        or (
            least(length({{ left }}.word_key), length({{ right }}.word_key)) >= 5
            and levenshtein({{ left }}.word_key, {{ right }}.word_key) = 1
        )
    )
{%- endmacro %}
