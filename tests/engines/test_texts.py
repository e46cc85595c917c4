"""What customers write: words, language, sentiment and topics of texts as hard as they get."""

from collections.abc import Callable
from statistics import correlation
from typing import Any

import pytest

from harness.engines import Engine

MODELS = [
    "language_words",
    "sentiment_words",
    "int_texts_cleaned",
    "int_text_words_split",
    "int_words_read",
    "int_languages_recognized",
    "int_sentiments_scored",
    "int_topics_matched",
    "customer_texts",
]

MAIL = """Hello,
my parcel has not arrived and I am really disappointed.

On Mon, 3 Mar 2025 at 10:12, Support <support@shop.example> wrote:
> Wir sind begeistert, danke! Alles ist wunderbar und perfekt.
> love love love
--
Sent"""

TEXTS: dict[str, tuple[str | None, str | None]] = {
    "empty": ("", ""),
    "no_text": (None, "   \n\t "),
    "marks": (None, "!!! ??? ... --- 12345 [] \\ ^ _ `"),
    "title": ("My parcel has not arrived and I want my money back", None),
    "mail": ("Parcel", MAIL),
    "quote_only": (None, "> this is not what I wrote and it is very bad"),
    "signature": (None, "Where is my parcel?\n-- \nJohn, the best and happiest seller of all"),
    "html": (
        None,
        "<p>I do <b>not</b> like it &amp; it&#39;s broken</p><style>p {love: great}</style>",
    ),
    "link": (None, "see https://happy.example/love-great?joy=1 or mail love@happy.example, @joy"),
    "letters": (None, "a" * 100_000),
    "megabyte": (None, "the worst of it all is that i am not the only one " * 20_000),
    "many_words": (None, " ".join(chr(97 + n % 26) * (n % 7 + 1) for n in range(3000))),
    "emoji": (None, "😡😡😡"),
    "smiley": (None, "Alright :-) and <3"),
    "japanese": (None, "荷物がまだ届きません。返金してください。"),
    "chinese": (None, "我的包裹还没有到，请退款。"),
    "thai": (None, "สินค้ายังไม่มาเลยค่ะ"),
    "korean": (None, "주문한 상품이 아직 도착하지 않았어요"),
    "hebrew": (None, "החבילה שלי עדיין לא הגיעה"),
    "arabic": (None, "لم يصل الطرد حتى الآن، أريد استرداد المبلغ"),
    "greek": (None, "Το δέμα μου δεν έχει φτάσει ακόμα"),
    "russian": (None, "Где мой заказ? Я очень жду, но его всё ещё нет."),
    "ukrainian": (None, "Де моє замовлення? Я чекаю вже два тижні, але його немає."),
    "german": (None, "Wo ist mein Paket? Ich warte seit zwei Wochen und es kam nichts."),
    "french": (None, "Bonjour, je n'ai pas reçu l'article que j'ai commandé, c'est nul."),
    "spanish": (None, "Hola, no he recibido el paquete y quiero que me devuelvan el dinero."),
    "italian": (None, "Salve, non ho ancora ricevuto il pacco e vorrei il rimborso."),
    "turkish": (None, "Merhaba, siparişim hâlâ gelmedi ve çok üzgünüm, lütfen yardım edin."),
    "short": (None, "ok thanks"),
    "decomposed": (None, "Je n’ai pas rec\u0327u le colis qui e\u0301tait pour ma me\u0300re"),
    "joiners": (None, "the par\u200bcel is not\u00adhere and it was\u202enot for me"),
    "mixed": (None, "The food is great, but the delivery was terrible!"),
    "not_good": (None, "The service is not good"),
    "very_good": (None, "The service is very good"),
    "good": (None, "The service is good"),
    "capitals": (None, "The service is GOOD and it was for me"),
    "courtesy": (None, "Dear team, please tell me where it is. Thanks and best wishes"),
    "phrase": (None, "I would like to have my money, and you should give it back to me"),
    "others": ("For +44 20 7946 0958", "ask anna.b@mail.example or (030) 901820-17, it is for her"),
    "control": (None, "the\x01parcel\x02is\x1bnot\x7fhere and it is broken"),
    "turned": (None, "\u202bאני רוצה החזר\u202c"),
    "broken_emoji": (None, "I love it 👩\u200d👩\u200d👧 \ufe0f🏽 it is 1\ufe0f\u20e3"),
}
"""Name of a text to its title and body."""

REVIEWS = [
    "I love this lamp, it is the best thing in the house.",
    "This is a good lamp.",
    "This is a very good lamp!",
    "This is an EXTREMELY good lamp!!!",
    "It is not a good lamp, and the colour of it is ugly.",
    "It is not bad at all, and I am happy with it.",
    "The worst purchase that I have ever made. Terrible, horrible, useless.",
    "It was nice of you to call, but the jacket is still broken.",
    "The jacket is broken, but it was nice of you to call.",
    "I hate the smell of it and I am very disappointed with the seams.",
    "There is no problem with the bag, and I would buy it again.",
    "What a disaster! The box was wet and the glass was broken.",
    "The delivery was fast and the people at the door were friendly.",
    "I am so angry that I have no words for it.",
    "It never fails and it never leaks, so I am pleased with it.",
    "It is kind of good, though it is a bit small for me.",
    "The blanket is wonderfully soft and my daughter loves it.",
    "I regret that I bought it, because it fell apart after a day.",
    "It doesn't work and the support is a joke.",
    "It does not smell, and it is easy to clean, which is great.",
    "I was afraid that it would be cheap, but it is beautiful.",
    "You lied to me, and that is a shame for such a shop.",
    "Without doubt the most comfortable chair that I have had.",
    "It is the ugliest thing that I have ever seen, and it was not cheap.",
    "The lid is a bit loose, which is annoying, but the coffee stays hot.",
    "Could you tell me how big it is and what it is made of?",
    "The package is at the door of the neighbour now.",
    "I trusted you and you let me down, and that hurts.",
    "We had fun with it for a week, and then it was dead.",
    "Perfect size, perfect colour, and it came with a lovely card.",
]

TEXTS |= {f"review_{number}": (None, review) for number, review in enumerate(REVIEWS)}

LANGUAGES = {
    **dict.fromkeys(("title", "mail", "megabyte", "mixed", "not_good", "control", "others"), "en"),
    "japanese": "ja", "chinese": "zh", "thai": "th", "korean": "ko", "hebrew": "he",
    "arabic": "ar", "greek": "el", "russian": "ru", "ukrainian": "uk", "german": "de",
    "french": "fr", "spanish": "es", "italian": "it", "turkish": "tr", "decomposed": "fr",
    "turned": "he",
}  # fmt: skip
UNTOLD = ("empty", "no_text", "marks", "quote_only", "letters", "short", "emoji")


def analysed(engine: Engine) -> dict[str, dict[str, Any]]:
    """The rows of customer_texts by the names of the texts."""
    rows = ", ".join(
        f"({engine.literal(name)}, {engine.literal(title or None)}, {engine.literal(body or None)})"
        for name, (title, body) in TEXTS.items()
    )
    text = "string" if engine.name == "spark" else "text"
    key = engine.render("{{ record_key('text_id') }}")
    engine.write(
        "int_texts_unioned",
        "intermediate",
        f"select {key} as text_key, text_id, cast('ticket' as {text}) as text_type, "
        f"cast('support' as {text}) as source_name, cast(null as {text}) as thread_id, "
        f"cast('support:1' as {text}) as record_id, cast(null as timestamp) as written_at, "
        f"cast(title as {text}) as title, cast(body as {text}) as body "
        f"from (values {rows}) as given_rows (text_id, title, body)",
    )
    warehouse = engine.connect()
    try:
        warehouse.execute(f"create schema if not exists {engine.schema}")
        warehouse.execute(f"drop table if exists {engine.table('customer_crosswalk')}")
        warehouse.execute(
            f"create table {engine.table('customer_crosswalk')} as select "
            f"cast('support:1' as {text}) as record_id, cast('cus_1' as {text}) as customer_id"
        )
    finally:
        warehouse.close()
    engine.dbt("build", "--exclude-resource-type", "test", "unit_test", "--select", *MODELS)
    return {row["text_id"]: row for row in engine.rows("customer_texts")}


@pytest.fixture(scope="module")
def analysed_by(
    engine_named: Callable[[str], Engine],
) -> Callable[[str], dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}

    def of(name: str) -> dict[str, dict[str, Any]]:
        if name not in found:
            found[name] = analysed(engine_named(name).sibling("kindred_texts"))
        return found[name]

    return of


@pytest.fixture
def texts(analysed_by: Callable[[str], dict[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    return analysed_by("duckdb")


def test_hard_texts_have_the_same_answer(
    analysed_by: Callable[[str], dict[str, dict[str, Any]]], postgres: Engine
) -> None:
    assert analysed_by(postgres.name) == analysed_by("duckdb")


def test_every_text_stays(texts: dict[str, dict[str, Any]]) -> None:
    assert texts.keys() == TEXTS.keys()
    assert {row["customer_id"] for row in texts.values()} == {"cus_1"}


def test_languages_are_told_where_there_are_words_of_them(
    texts: dict[str, dict[str, Any]],
) -> None:
    assert {name: texts[name]["language"] for name in LANGUAGES} == LANGUAGES
    assert {name: texts[name]["language"] for name in UNTOLD} == dict.fromkeys(UNTOLD)
    for row in texts.values():
        assert (row["language"] is None) == (row["language_confidence"] is None)
        assert row["language"] is None or 0.7 <= row["language_confidence"] <= 1
        assert row["language"] is None or row["language_words"]


def test_what_a_person_did_not_write_says_nothing(texts: dict[str, dict[str, Any]]) -> None:
    assert texts["mail"]["sentiment_words"] == "disappointed -2.3"
    assert texts["mail"]["topic"] == "delivery"
    for name in ("quote_only", "link", "courtesy", "marks", "letters"):
        assert texts[name]["sentiment"] is None, name
    assert texts["signature"]["sentiment_words"] is None
    assert "love" not in texts["html"]["sentiment_words"].replace("like", "")


def test_sentiment_follows_negation_and_degree(texts: dict[str, dict[str, Any]]) -> None:
    score = {name: row["sentiment"] for name, row in texts.items()}
    assert score["not_good"] < 0 < score["good"] < score["very_good"]
    assert score["capitals"] > score["good"]
    assert score["mixed"] < 0 < score["smiley"]
    assert score["emoji"] < -0.8
    assert score["megabyte"] is not None
    assert {score[name] for name in ("german", "french", "russian", "short")} == {None}
    assert all(value is None or -1 <= value <= 1 for value in score.values())


def test_sentiment_agrees_with_vader_itself(texts: dict[str, dict[str, Any]]) -> None:
    """Sign and rank of the score, on reviews without formulas of courtesy."""
    vader = pytest.importorskip(
        "vaderSentiment.vaderSentiment", reason="vaderSentiment is not installed"
    )
    analyzer = vader.SentimentIntensityAnalyzer()
    theirs = [analyzer.polarity_scores(review)["compound"] for review in REVIEWS]
    ours = [texts[f"review_{number}"]["sentiment"] or 0.0 for number in range(len(REVIEWS))]
    for review, their, our in zip(REVIEWS, theirs, ours, strict=True):
        print(f"{their:7.4f} {our:7.4f}  {review}")
    signs = sum((their > 0) - (their < 0) == (our > 0) - (our < 0)
                for their, our in zip(theirs, ours, strict=True))  # fmt: skip
    same = sum(abs(their - our) < 0.001 for their, our in zip(theirs, ours, strict=True))
    rank = correlation(ranks(theirs), ranks(ours))
    print(f"signs {signs} and scores {same} of {len(REVIEWS)}, rank correlation {rank:.3f}")
    assert signs >= 0.95 * len(REVIEWS)
    assert rank >= 0.95


def ranks(values: list[float]) -> list[float]:
    """The mean place of each value among all in order."""
    ordered = sorted(values)
    return [ordered.index(value) + (ordered.count(value) - 1) / 2 for value in values]


def test_a_phrase_is_its_words_side_by_side(texts: dict[str, dict[str, Any]]) -> None:
    assert (
        texts["title"]["topic_words"] == "money back" or "parcel" in texts["title"]["topic_words"]
    )
    assert texts["phrase"]["topic"] is None


def test_addresses_and_numbers_are_not_shown(texts: dict[str, dict[str, Any]]) -> None:
    assert texts["others"]["title"] == "For [number]"
    assert texts["others"]["body"] == "ask [e-mail] or ([number], it is for her"
