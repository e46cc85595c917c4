{#
    The sign of a word's most telling letters: a script, or letters that few languages of
    the Latin script have, such as <kana> or <polish>; the seed language_words says which.

    Returns a SQL expression, text; NULL for a word of ASCII letters and for NULL. The word
    is in lower case. The first sign that fits counts.
#}
{% macro letter_sign(word) -%}
    case
        when {{ is_ascii(word) }} then null
        {% for sign, letters in _letter_signs() -%}
            when {{ matches_regexp(word, "'[" ~ letters ~ "]'") }} then '<{{ sign }}>'
        {% endfor -%}
    end
{%- endmacro %}

{# Signs in the order in which they are looked for. Returns a Jinja list of pairs. #}
{% macro _letter_signs() -%}
    {{ return([
        ('kana', '\u3041-\u30ff'),
        ('hangul', '\u1100-\u11ff\uac00-\ud7a3'),
        ('han', '\u3400-\u4dbf\u4e00-\u9fff'),
        ('thai', '\u0e01-\u0e7f'),
        ('hebrew', '\u05d0-\u05f4'),
        ('greek', '\u0370-\u03ff\u1f00-\u1fff'),
        ('georgian', '\u10a0-\u10ff'),
        ('armenian', '\u0531-\u058f'),
        ('devanagari', '\u0900-\u097f'),
        ('bengali', '\u0980-\u09ff'),
        ('tamil', '\u0b80-\u0bff'),
        ('urdu', 'ٹڈڑےں'),
        ('kurdish', 'ێۆەڕڵ'),
        ('persian', 'پچژگ'),
        ('arabic', '\u0600-\u06ff'),
        ('belarusian', 'ў'),
        ('turkic', 'өүңқғһәҗӕұ'),
        ('yi', 'їєґ'),
        ('short_i', 'і'),
        ('russian', 'ыэё'),
        ('serbian', 'ђјљњћџ'),
        ('cyrillic', '\u0400-\u04ff'),
        ('vietnamese', 'ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹơư'),
        ('ss', 'ß'),
        ('polish', 'ąęłńśźż'),
        ('czech', 'ěřů'),
        ('slovak', 'ľĺŕ'),
        ('hungarian', 'őű'),
        ('turkish', 'ğış'),
        ('romanian', 'țșă'),
        ('crossed', 'đ'),
        ('tilde', 'ãõ'),
        ('ene', 'ñ'),
        ('slashed', 'øæ'),
        ('ring', 'å'),
        ('caron', 'čšž'),
        ('umlaut', 'äöü'),
        ('cedilla', 'ç'),
        ('grave', 'àèìòù'),
        ('circumflex', 'âêîôû'),
        ('acute', 'áéíóúý'),
    ]) }}
{%- endmacro %}
