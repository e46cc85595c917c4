"""Write macros/standardize/_fold_characters.sql: the character tables of the text macros.

Case and accents are folded by tables, never by the database: lower() and unaccent()
depend on the engine, its version and the collation of the database. The tables come from
Python's Unicode database, plus transliterations of Cyrillic and Greek written here.

Run: python scripts/seeds/fold_characters.py
"""

import unicodedata
from pathlib import Path

TARGET = Path(__file__).parents[2] / "macros" / "standardize" / "_fold_characters.sql"

# Letters that become several, or that Unicode does not decompose. Lower case only.
LATIN = {
    "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "đ": "d", "ð": "d", "ł": "l",
    "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "ng", "ĸ": "k", "ŉ": "n", "ſ": "s", "ƒ": "f",
    "ə": "a", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ơ": "o", "ư": "u", "ĳ": "ij", "ǆ": "dz",
    "ǉ": "lj", "ǌ": "nj", "ǳ": "dz", "ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi",
    "ﬄ": "ffl", "ﬆ": "st", "ﬅ": "st", "ɛ": "e", "ɔ": "o", "ƴ": "y", "ǝ": "e", "ƞ": "n",
    "ɩ": "i", "ʋ": "v", "ƨ": "s", "ƶ": "z", "ǥ": "g", "ȷ": "j", "ⱥ": "a", "ɉ": "j",
    "ɍ": "r", "ŀ": "l", "ɏ": "y", "ƚ": "l", "ƀ": "b", "ȼ": "c", "ⱦ": "t", "ɇ": "e", "ʉ": "u",
}  # fmt: skip
CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh",
    "з": "z", "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u", "ј": "j", "љ": "lj",
    "њ": "nj", "ћ": "c", "ђ": "d", "џ": "dz", "ѓ": "g", "ќ": "k", "ѕ": "z", "ѐ": "e",
    "ѝ": "i", "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u",
    "һ": "h",
}  # fmt: skip
GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th",
    "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p",
    "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps",
    "ω": "o", "µ": "m",
}  # fmt: skip
PUNCTUATION = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "ʼ": "'", "ʻ": "'", "ʹ": "'", "′": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"', "‐": "-", "‑": "-",
    "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "－": "-", "·": " ", "•": " ",
    "…": ".", "¿": " ", "¡": " ", "№": "#", "º": "o", "ª": "a", "°": " ", "、": ",",
    "，": ",", "。": ".", "・": " ", "＆": "&", "＇": "'", "（": "(", "）": ")", "／": "/",
    "．": ".", "：": ":", "；": ";", "？": "?", "！": "!", "＠": "@", "＋": "+", "＃": "#",
    "،": ",", "؟": "?", "؛": ";", "־": "-", "׳": "'", "`": "'",
}  # fmt: skip
SPACES = [
    0x85,
    0xA0,
    0x1680,
    *range(0x2000, 0x200B),
    0x2028,
    0x2029,
    0x202F,
    0x205F,
    0x3000,
]
INVISIBLE = [0xAD, 0x34F, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
             *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF]  # fmt: skip
MARKS = [*range(0x300, 0x370), *range(0x483, 0x488), *range(0x1AB0, 0x1ACF),
         *range(0x1DC0, 0x1E00), *range(0x20D0, 0x20F1), *range(0xFE20, 0xFE30)]  # fmt: skip
LETTER_RANGES = [(0xC0, 0x24F), (0x250, 0x2AF), (0x370, 0x3FF), (0x400, 0x52F),
                 (0x531, 0x587), (0x1E00, 0x1EFF), (0x1F00, 0x1FFF), (0xFB00, 0xFB06),
                 (0xFF10, 0xFF5A)]  # fmt: skip
DIGITS = [0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6,
          0xD66, 0xE50, 0xED0, 0x1040, 0xFF10]  # fmt: skip


def base_of(char: str) -> str | None:
    """What a letter folds to, or None when it stays."""
    lower = char.lower()
    for table in (LATIN, CYRILLIC, GREEK):
        if lower in table:
            return table[lower]
    plain = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    if plain == lower:
        return None
    if plain.isascii() and plain.isalnum():
        return plain
    parts = [GREEK.get(c, CYRILLIC.get(c, LATIN.get(c))) for c in plain]
    return "".join(parts) if all(part is not None for part in parts) else None  # type: ignore[arg-type]


def main() -> None:
    """Write the macro."""
    single: dict[str, str] = {}
    several: dict[str, str] = {}
    upper, lower = [], []
    for first, last in LETTER_RANGES:
        for code in range(first, last + 1):
            char = chr(code)
            if unicodedata.category(char)[0] not in "LN":
                continue
            small = char.lower()
            if small != char and len(small) == 1 and small.upper() == char:
                upper.append(char)
                lower.append(small)
            base = base_of(char)
            if base is None and small != char and len(small) == 1:
                base = small  # another script with case: Armenian
            if base is None:
                continue
            if len(base) == 1:
                single[char] = base
            else:
                several[char] = base
    for char, base in PUNCTUATION.items():
        single[char] = base
    for code in SPACES:
        single[chr(code)] = " "
    for start in DIGITS:
        for digit in range(10):
            single[chr(start + digit)] = str(digit)
    # Cyrillic hard and soft signs vanish like combining marks.
    drop = [c for c, base in several.items() if base == ""]
    for char in drop:
        del several[char]
    drop += [chr(code) for code in (*MARKS, *INVISIBLE)]

    common = [c for c in single if 0xC0 <= ord(c) <= 0x17F and unicodedata.category(c) == "Ll"]
    common = [c for c in common if c in "àáâãäåçèéêëìíîïñòóôõöùúûüýÿøł"]
    common += [c.upper() for c in common if len(c.upper()) == 1 and c.upper() in single]
    common += ["’"]

    def text(chars: list[str]) -> str:
        return "".join(f"\\u{ord(c):04x}" if not c.isprintable() or unicodedata.combining(c)
                       or unicodedata.bidirectional(c) in ("R", "AL", "AN") or c in "\"\\"
                       or (unicodedata.category(c) in ("Cf", "Zs", "Mn") and c != " ")
                       else c for c in chars)  # fmt: skip

    def value(pairs: list[tuple[str, str]]) -> str:
        return "[" + ", ".join(f'["{text([a])}", "{b}"]' for a, b in pairs) + "]"

    lines = [
        "{#",
        "    The character tables of lower_text, upper_text and fold_text.",
        "",
        "    Returns a Jinja dictionary. Written by scripts/seeds/fold_characters.py: change",
        "    that, not this. common_*: the accents seen most, one character each; single_*: all",
        "    of them; drop: marks that vanish; several: one letter that becomes two or more;",
        "    upper and lower: pairs of one letter's two cases.",
        "#}",
        "{% macro _fold_characters() -%}",
        "    {{ return({",
        f'        "common_from": "{text(common)}",',
        f'        "common_to": "{"".join(single[c] for c in common)}",',
        f'        "single_from": "{text(list(single))}",',
        f'        "single_to": "{text(list(single.values()))}",',
        f'        "drop": "{text(drop)}",',
        f'        "several": {value(list(several.items()))},',
        f'        "upper": "{text(upper)}",',
        f'        "lower": "{text(lower)}",',
        "    }) }}",
        "{%- endmacro %}",
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(single)} single, {len(several)} several, {len(drop)} dropped, "
          f"{len(upper)} case pairs")  # fmt: skip


if __name__ == "__main__":
    main()
