{#
    The words and emoji of a text with one space between them: digits and marks gone,
    apostrophes inside words kept (don't), capitals and accents as they are.

    Returns a SQL expression, text; NULL stays NULL and a text without words is NULL.
    _smiled, _elided and _apart come before it, each in a step of its own, since each names
    its text several times.
#}
{% macro spaced_words(text) -%}
    nullif(
        trim(case
            when {{ is_ascii(text) }}
                then {{ regexp_replace_all(text, "'[^a-zA-Z' || chr(39) || ']+'", "' '") }}
            else {{ _only_letters(text) }}
        end), ''
    )
{%- endmacro %}

{# The usual smileys as emoji. #}
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

{# Typographic apostrophes become plain ones; French and Italian articles stand apart. #}
{% macro _elided(text) -%}
    {% set plain = "translate(" ~ text ~ ", '‘’ʼ´`', repeat(chr(39), 5))" -%}
    case
        when position(chr(39) in {{ text }}) > 0 or position('’' in {{ text }}) > 0
            then {{ regexp_rewrite(
                plain,
                "'(?i)(^|[^a-zA-Z])(l|d|j|c|n|s|m|t|qu|jusqu|lorsqu|dell|all|nell|dall|sull|un|quell|quest)'"
                    ~ " || chr(39)",
                "'$1$2 '"
            ) }}
        else {{ text }}
    end
{%- endmacro %}

{# Emoji are words of their own. #}
{% macro _apart(text) -%}
    {% set emoji = "[\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]" -%}
    case
        when {{ is_ascii(text) }} then {{ text }}
        when {{ matches_regexp(text, "'" ~ emoji ~ "'") }}
            then {{ regexp_rewrite(text, "'(" ~ emoji ~ ")'", "' $1 '") }}
        else {{ text }}
    end
{%- endmacro %}

{#
    Marks as spaces; marks that combine with a letter, joiners and directions gone. Brackets
    and backslashes are no safe members of a class of characters.
#}
{% macro _only_letters(text) -%}
    {% set marks = '«»“”„…–—¿¡。、，！？（）「」『』《》【】：；・·•°€£§¥©®™،؟؛।\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000' -%}
    {% set unseen = '\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff' -%}
    {% set lettered = regexp_replace_all(
        "translate(" ~ text ~ ", '[]^_`' || chr(92), '      ')",
        "'[' || chr(1) || '-&(-@{-~' || chr(127) || '" ~ marks ~ "]+'", "' '"
    ) -%}
    case
        when {{ matches_regexp(text, "'[" ~ unseen ~ "]'") }}
            then {{ regexp_replace_all(lettered, "'[" ~ unseen ~ "]+'", "''") }}
        else {{ lettered }}
    end
{%- endmacro %}
