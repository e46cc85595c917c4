{# Where a name stands in the letters of a mailbox: SQL expressions over two texts. #}

{# Whether the letters begin with a name of three letters or more, and something follows. #}
{% macro _starts_with(letters, name) -%}
    (
        length({{ name }}) >= 3
        and length({{ letters }}) > length({{ name }})
        and substr({{ letters }}, 1, length({{ name }})) = {{ name }}
    )
{%- endmacro %}

{# Whether they end with a name of three letters or more, and something stands before it. #}
{% macro _ends_with(letters, name) -%}
    (
        length({{ name }}) >= 3
        and length({{ letters }}) > length({{ name }})
        and right({{ letters }}, length({{ name }})) = {{ name }}
    )
{%- endmacro %}

{# What follows a name at the start. #}
{% macro _without_start(letters, name) -%}
    substr({{ letters }}, length({{ name }}) + 1)
{%- endmacro %}

{# What stands before a name at the end. #}
{% macro _without_end(letters, name) -%}
    substr({{ letters }}, 1, greatest(length({{ letters }}) - length({{ name }}), 0))
{%- endmacro %}

{# Whether two names of five letters or more are one edit apart. #}
{% macro _is_one_spelling(one, other) -%}
    (
        length({{ one }}) >= 5
        and length({{ other }}) >= 5
        and abs(length({{ one }}) - length({{ other }})) <= 1
        and levenshtein(
            {{ comparable_text(one) }}, {{ comparable_text(other) }}
        ) <= 1
    )
{%- endmacro %}
