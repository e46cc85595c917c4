"""The aggregate joined_texts, on every engine."""

from harness.engines import Engine

TEXTS = {
    1: ["b", "a", "B", "é", "e", "", "aa", "10", "9", None],
    2: [None, "only"],
    3: ["x", "x"],
    4: ["Ж", "z", "日", "_"],
}


def test_texts_are_joined_in_the_order_of_their_bytes(engine: Engine) -> None:
    rows = [{"number": number, "word": word} for number in TEXTS for word in TEXTS[number]]
    joined = engine.render("{{ joined_texts('word') }}")
    found = engine.query(
        f"select number, {joined} from ({engine.values(rows)}) as words group by number"
    )
    assert dict(found) == {
        number: "".join(sorted(word or "" for word in words)) for number, words in TEXTS.items()
    }


def test_without_a_text_there_is_nothing(engine: Engine) -> None:
    joined = engine.render("{{ joined_texts('word') }}")
    nobody = [{"word": None}]
    assert engine.query(f"select coalesce({joined}, '') from ({engine.values(nobody)}) as w") == [
        ("",)
    ]
