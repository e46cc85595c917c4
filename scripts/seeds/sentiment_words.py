"""Write seeds/config/sentiment_words.csv: words and emoji that say how a text is meant.

The words, their valences (-4 to 4, means of ten raters), and the lists of intensifiers and
negations are those of VADER (C.J. Hutto and E.E. Gilbert, "VADER: A Parsimonious Rule-based Model
for Sentiment Analysis of Social Media Text", ICWSM 2014), from the `vaderSentiment` package,
MIT licence, Copyright (c) 2016 C.J. Hutto; see NOTICE. The package is needed only to run this.

Kept are words of letters, as the models split texts: no emoticons of punctuation marks (the
models turn the usual ones into emoji), and nothing with digits or hyphens. The valence of an emoji
is the sum over the words of its description, which is how the package reads it. Their language
is "any". Rows of other languages, from a lexicon of yours, may be added.

Ours are the rows of kind courtesy and greeting, and FURTHER_EMOJI: "please" and "dear" open and
close every letter, a complaint too, and "good" before "morning" praises nothing.

Run: python scripts/seeds/sentiment_words.py
"""

import csv
import re
from pathlib import Path

from vaderSentiment import vaderSentiment

TARGET = Path(__file__).parents[2] / "seeds" / "config" / "sentiment_words.csv"
COURTESY = (
    "please",
    "pls",
    "thank",
    "thanks",
    "thx",
    "cheers",
    "dear",
    "greetings",
    "sincerely",
    "welcome",
)
"""Words that say nothing of how the rest is meant."""

GREETINGS = ("morning", "afternoon", "evening", "day", "wishes", "regards")
"""What takes the meaning of the word before it: good morning, best wishes, kind regards."""

FURTHER_EMOJI = {
    "👍": 2.0,
    "👎": -2.0,
    "😡": -2.5,
    "🤬": -3.0,
    "💩": -2.0,
    "⭐": 1.5,
    "😒": -1.5,
    "🙄": -1.5,
    "😤": -1.5,
    "🤮": -2.5,
    "👏": 2.0,
    "🙏": 1.0,
}
"""Emoji whose descriptions have no word of the lexicon."""

WORD = re.compile(r"[a-z]+('[a-z]+)?")

WORDS_A_ROW = 200
"""Seeds of many rows take longer to load than builds of small data take."""


def rows() -> list[tuple[str, str, str, int]]:
    analyzer = vaderSentiment.SentimentIntensityAnalyzer()
    kinds: dict[str, tuple[str, float]] = {}
    for word, valence in analyzer.lexicon.items():
        kinds[word] = ("valence", valence)
    for word, weight in vaderSentiment.BOOSTER_DICT.items():
        kinds[word] = ("booster", weight)
    for word in vaderSentiment.NEGATE:
        # a negation that is in the lexicon too, such as "never", is none of it
        kinds[word] = ("negation", 0)
    kinds["but"] = ("contrast", 0)
    kinds |= dict.fromkeys(COURTESY, ("courtesy", 0.0))
    kinds |= dict.fromkeys(GREETINGS, ("greeting", 0.0))
    found = [
        (word, "en", kind, round(1000 * weight))
        for word, (kind, weight) in kinds.items()
        if WORD.fullmatch(word)
    ]
    for emoji, description in analyzer.emojis.items():
        valence = sum(analyzer.lexicon.get(word, 0) for word in description.split())
        if len(emoji) == 1 and valence:
            found.append((emoji, "any", "valence", round(1000 * valence)))
    listed = {row[0] for row in found}
    found += [
        (emoji, "any", "valence", round(1000 * valence))
        for emoji, valence in FURTHER_EMOJI.items()
        if emoji not in listed
    ]
    return sorted(found)


def main() -> None:
    packed: dict[tuple[str, str], list[str]] = {}
    for word, language, kind, millis in rows():
        packed.setdefault((language, kind), []).append(f"{word}:{millis}")
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("language", "kind", "words"))
        for (language, kind), words in sorted(packed.items()):
            for start in range(0, len(words), WORDS_A_ROW):
                writer.writerow((language, kind, " ".join(words[start : start + WORDS_A_ROW])))
    print(sum(map(len, packed.values())), "words")


if __name__ == "__main__":
    main()
