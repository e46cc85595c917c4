{#
    The words and emoji of a text with one space between them: digits and marks gone, the
    usual smileys as emoji, French and Italian elisions apart (l'article is l article),
    other apostrophes kept inside words (don't), capitals and accents as they are.

    Returns a SQL expression, text; NULL stays NULL and a text without words is NULL.
#}
{% macro spaced_words(text) -%}
    {{ _only_letters(_apart(_smiled(text))) }}
{%- endmacro %}

{% macro _smiled(text) -%}
    {% set faces = [
        ("'(^|[ \n])[:;=]-?([)]+|D([^a-zA-Z]|$))'", '🙂'),
        ("'(^|[ \n])[:=]-?[(]+'", '🙁'),
        ("'(^|[ \n])<3+'", '❤'),
    ] -%}
    {% set ns = namespace(expression=text) -%}
    {% for pattern, face in faces -%}
        {% set ns.expression = regexp_replace_all(ns.expression, pattern, "' " ~ face ~ " '") -%}
    {% endfor -%}
    case
        when {{ matches_regexp(text, "'[:;=<][-)(D3]'") }} then {{ ns.expression }}
        else {{ text }}
    end
{%- endmacro %}

{# Typographic apostrophes are plain ones here already; what stands apart is on its own. #}
{% macro _apart(text) -%}
    {% set plain = "translate(" ~ text ~ ", '‘’ʼ´`', repeat(chr(39), 5))" -%}
    {% set elided = regexp_rewrite(
        plain,
        "'(?i)(^|[^a-zA-Z])(l|d|j|c|n|s|m|t|qu|jusqu|lorsqu|dell|all|nell|dall|sull|un|quell|quest)'"
            ~ " || chr(39)",
        "'$1$2 '"
    ) -%}
    case
        when {{ is_ascii(text) }} and position(chr(39) in {{ text }}) = 0 then {{ text }}
        when {{ is_ascii(text) }} then {{ elided }}
        else {{ regexp_rewrite(elided, "'([\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff])'", "' $1 '") }}
    end
{%- endmacro %}

{% macro _only_letters(text) -%}
    {% set marks = '«»“”„…–—¿¡。、，！？（）「」『』《》【】：；・·•°€£§¥©®™،؟؛।\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000' -%}
    {% set controls = [] -%}
    {% for number in range(1, 32) -%}
        {% do controls.append('chr(' ~ number ~ ')') -%}
    {% endfor -%}
    nullif(
        trim({{ regexp_replace_all(
            "translate(" ~ text ~ ", '[]^_' || chr(92) || chr(127) || "
                ~ controls | join(' || ') ~ " || '" ~ marks ~ _unseen_characters()
                ~ "', '" ~ ' ' * (37 + marks | length) ~ "')",
            "'[ -&(-@{-~]+'", "' '"
        ) }}), ''
    )
{%- endmacro %}

{# Marks that combine with a letter, joiners and directions: dropped, not made a space. #}
{% macro _unseen_characters() -%}
    {{ return(_fold_characters().drop[4:]) }}
{%- endmacro %}
