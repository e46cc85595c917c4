{#
    What a person wrote of a text: cut before what mail programs add (the message that is
    answered, a signature after its line of two dashes), lines that quote with > left out.

    Returns a SQL expression, text; NULL stays NULL, and nothing may be left. The text has
    no carriage returns and none of chr(1).
#}
{% macro written_part(text) -%}
    {% set marks = [
        '<blockquote', '<div[^<>]*gmail_quote', '[\n]-- ?[\n]', '[\n]_{20,}',
        '-{4,} ?(original|forwarded) message', '-{4,} ?urspr.{1,3}ngliche nachricht',
        '-{4,} ?mensaje original', '-{4,} ?message d.origine', '-{4,} ?messaggio originale',
        '[\n]sent from my ', '[\n]von meine[mr] [^\n]{1,30} gesendet',
        '[\n](on|am|le|el|il|op|em|den) [^\n]{6,100}'
        ~ '(wrote|schrieb|a .crit|escribi.|ha scritto|schreef|escreveu|skrev)'
        ~ '[^\n]{0,60}:[ ]*[\n]',
    ] -%}
    case
        when position('<' in {{ text }}) > 0 or position('----' in {{ text }}) > 0
            or {{ matches_regexp(text, "'[^\n][\n]+[^\n]+[\n]'") }}
            then {{ regexp_replace_all(
                "split_part(" ~ regexp_replace_all(
                    text, "'(?i)(" ~ marks | join('|') ~ ")'", "chr(1)"
                ) ~ ", chr(1), 1)",
                "'(^|[\n])[ ]*>[^\n]*'", "chr(10)"
            ) }}
        else {{ regexp_replace_all(text, "'[\n][ ]*>[^\n]*'", "chr(10)") }}
    end
{%- endmacro %}
