{#
    The digits of a raw phone text, with + before them if it had one: extensions, second
    numbers, separators and letters are gone.

    Returns a SQL expression, text; NULL stays NULL. Full-width and Arabic digits count.
#}
{% macro _dialled_text(text) -%}
    {% set folded = fold_text(text) -%}
    {% set numbered = regexp_replace_all(
        "case when " ~ matches_regexp(text, "'[^-+0-9 ().]'") ~ " then " ~ _one_number(folded)
        ~ " else " ~ text ~ " end",
        "'[^0-9+]+'", "''"
    ) -%}
    {{ numbered }}
{%- endmacro %}

{# Without an extension, and of two numbers the first. #}
{% macro _one_number(folded) -%}
    {% set extension -%}
        '([0-9])[ ,;.]*(x|ext|extn|extension|#|durchwahl|dw|poste|interno)[ .:=]*[0-9]{1,7} *$'
    {%- endset -%}
    {% set second -%}
        '(([0-9][^0-9]*){7})(;|,|[|]| or | oder | / ).*$'
    {%- endset -%}
    {{ regexp_rewrite(regexp_rewrite(folded, extension, "'$1'"), second, "'$1'") }}
{%- endmacro %}
