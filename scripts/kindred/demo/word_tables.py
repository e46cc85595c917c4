"""The words of the demo company as tables and lists that its SQL reads."""

from __future__ import annotations

import itertools
import unicodedata

from kindred.demo import letters, words

Columns = dict[str, list[object]]

COUNTRIES = ("US", "GB", "DE")
CITY_COUNT = 200
STREET_COUNT = 1200
FAMILY_COUNT = 12000
_FOLDED = str.maketrans({"ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue", "ł": "l", "ø": "o", "ı": "i"})


def word_tables() -> dict[str, Columns]:
    """Tables by name, each as columns; the common words of a list come first."""
    tables: dict[str, Columns] = {
        "given_words": _given_words(),
        "common_words": _common_words(),
        "family_words": _family_words(),
        "twin_words": _twin_words(),
        "native_words": _native_words(),
        "city_words": _city_words(),
        "street_words": _street_words(),
        "named_employers": _columns(
            ("name", "email", "country"), [list(company) for company in words.COMPANIES]
        ),
        "product_materials": {"word": list(words.PRODUCT_MATERIALS)},
        "product_things": _columns(
            ("word", "kind", "price_cents"), [list(thing) for thing in words.PRODUCT_THINGS]
        ),
        "phrases": _phrases(),
        "letters": _told(),
        "letter_answers": _columns(
            ("language", "feeling", "answers"), [list(answer) for answer in letters.ANSWERS]
        ),
        "tcf_endings": _columns(
            ("country", "decision", "ending"),
            [
                [country, decision, _tcf_ending(country, decision)]
                for country in ("GB", "DE")
                for decision in ("granted", "withdrawn")
            ],
        ),
    }
    named = itertools.chain(
        tables["given_words"]["word"],
        tables["common_words"]["word"],
        tables["family_words"]["word"],
        tables["twin_words"]["word"],
        tables["native_words"]["given_name"],
        tables["native_words"]["family_name"],
    )
    names = list(dict.fromkeys(str(name) for name in named))
    tables["name_keys"] = {"word": [*names], "key": [letters_of(name) for name in names]}
    return tables


def word_variables(people: int) -> dict[str, object]:
    """Lists and counts by name, for DuckDB's variables.

    A few people have the common names of a country and live in its large cities; rare names
    and small towns come with the number of people.
    """
    given = {
        language: min(len(_given_names(language)), listed + people // 100)
        for language, listed in (
            ("en", len(words.GIVEN_NAMES_EN)),
            ("de", len(words.GIVEN_NAMES_DE)),
        )
    }
    return {
        # a multiple of four, so that members of a household may take turns
        "given_en": given["en"] // 4 * 4,
        "given_de": given["de"] // 4 * 4,
        "common_en": len(_common_names("en", "m")),
        "common_de": len(_common_names("de", "m")),
        "family_count": min(FAMILY_COUNT, 120 + people // 8),
        "city_count": min(CITY_COUNT, 12 + people // 200),
        "street_count": min(STREET_COUNT, 60 + people // 40),
        "product_count": len(words.PRODUCT_THINGS) * len(words.PRODUCT_MATERIALS),
        "twin_count": len(words.TWIN_NAMES),
        "native_count": len(_native_words()["place"]),
        "phrases_en": sum(phrase[1] == "en" for phrase in words.PHRASES),
        "phrases_de": sum(phrase[1] == "de" for phrase in words.PHRASES),
        "public_en": sum(phrase[:2] in _public("en") for phrase in words.PHRASES),
        "public_de": sum(phrase[:2] in _public("de") for phrase in words.PHRASES),
        "mother_tongues": letters.MOTHER_TONGUES,
        "providers_us": words.MAIL_PROVIDERS["US"],
        "providers_gb": words.MAIL_PROVIDERS["GB"],
        "providers_de": words.MAIL_PROVIDERS["DE"],
        "placeholder_emails": words.PLACEHOLDER_EMAILS,
        "placeholder_phones": words.PLACEHOLDER_PHONES,
        "placeholder_births": words.PLACEHOLDER_BIRTH_DATES,
        "us_areas": words.US_AREA_CODES,
        # of which neither is a service's nor directory assistance
        "us_exchanges": [
            str(exchange)
            for exchange in range(200, 1000)
            if exchange % 100 != 11 and exchange != 555
        ],
        "gb_stems": [city[4][0].replace(" ", "") for city in words.CITIES_GB[1:]],
        "de_stems": [city[4][0].replace(" ", "") for city in words.CITIES_DE],
        "postal_letters": list("ABDEFGHJLNPQRSTUWXYZ"),
        "agents_laptop": words.USER_AGENTS,
    }


def letters_of(name: str) -> str:
    """Lower-case Latin letters of a name, as people make mailbox names of them."""
    folded = unicodedata.normalize("NFD", name.lower().translate(_FOLDED))
    return "".join(letter for letter in folded if "a" <= letter <= "z")


def _columns(names: tuple[str, ...], rows: list[list[object]]) -> Columns:
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def _given_names(language: str) -> list[tuple[str, str, tuple[str, ...]]]:
    listed = words.GIVEN_NAMES_DE if language == "de" else words.GIVEN_NAMES_EN
    composed = [
        (start + end, "f" if end[-1] in "ae" else "m", ())
        for end, start in itertools.product(words.GIVEN_NAME_ENDS, words.NAME_STARTS)
    ]
    named: dict[str, tuple[str, str, tuple[str, ...]]] = {}
    for name in [*listed, *composed]:
        named.setdefault(name[0], name)
    return list(named.values())


def _common_names(language: str, gender: str) -> list[tuple[str, tuple[str, ...]]]:
    """The common names of one gender, as many of each gender as of the other."""
    listed = words.GIVEN_NAMES_DE if language == "de" else words.GIVEN_NAMES_EN
    named = [(name, forms) for name, of_gender, forms in listed if of_gender == gender]
    return named[: min(sum(name[1] == of_gender for name in listed) for of_gender in "mf")]


def _given_words() -> Columns:
    return _columns(
        ("language", "place", "word", "gender", "short_forms"),
        [
            [language, place, name, gender, list(forms)]
            for language in ("en", "de")
            for place, (name, gender, forms) in enumerate(_given_names(language), start=1)
        ],
    )


def _common_words() -> Columns:
    return _columns(
        ("language", "gender", "place", "word", "short_forms"),
        [
            [language, gender, place, name, list(forms)]
            for language in ("en", "de")
            for gender in "mf"
            for place, (name, forms) in enumerate(_common_names(language, gender), start=1)
        ],
    )


def _family_words() -> Columns:
    listed = {
        "US": words.FAMILY_NAMES_US,
        "GB": words.FAMILY_NAMES_GB,
        "DE": words.FAMILY_NAMES_DE,
    }
    composed = [
        "".join(parts)
        for parts in itertools.product(
            words.NAME_STARTS, words.FAMILY_NAME_MIDDLES, words.FAMILY_NAME_ENDS
        )
    ]
    rows: list[list[object]] = []
    for number, country in enumerate(COUNTRIES):
        # each country has the composed ones in an order of its own
        turned = [*composed[number * 5000 :], *composed[: number * 5000]]
        spread = [turned[place * 379 % len(turned)] for place in range(len(turned))]
        names = list(dict.fromkeys([*listed[country], *spread]))[:FAMILY_COUNT]
        rows += [[country, place, name] for place, name in enumerate(names, start=1)]
    return _columns(("country", "place", "word"), rows)


def _twin_words() -> Columns:
    return _columns(
        ("pair", "member", "word", "gender"),
        [
            [pair, member, name, gender]
            for pair, (first, second, gender) in enumerate(words.TWIN_NAMES, start=1)
            for member, name in enumerate((first, second))
        ],
    )


def _native_words() -> Columns:
    rows: list[list[object]] = []
    for given_names, family_names in words.NATIVE_NAMES.values():
        for (given, native_given, gender), family in itertools.product(given_names, family_names):
            own, native = family[:2] if gender == "m" else family[2:]
            rows.append([len(rows) + 1, given, own, native_given, native, gender])
    return _columns(
        (
            "place",
            "given_name",
            "family_name",
            "native_given_name",
            "native_family_name",
            "gender",
        ),
        rows,
    )


def _city_words() -> Columns:
    listed = {"US": words.CITIES_US, "GB": words.CITIES_GB, "DE": words.CITIES_DE}
    rows: list[list[object]] = []
    for country in COUNTRIES:
        real = listed[country]
        cities = [(name, region, code, prefix) for name, region, code, prefix, _ in real]
        ends = words.CITY_ENDS[country]
        names = itertools.product(ends, words.NAME_STARTS)
        for number, (end, start) in enumerate(names):
            _, region, code, prefix, _ = real[number % len(real)]
            cities.append((start + end, region, code, prefix))
        rows += [[country, place, *city] for place, city in enumerate(cities[:CITY_COUNT], start=1)]
    return _columns(("country", "place", "word", "region", "region_code", "postal_prefix"), rows)


def _street_words() -> Columns:
    rows: list[list[object]] = []
    composed = [
        "".join(parts)
        for parts in itertools.product(words.NAME_STARTS, ("", "en", "er"), words.FAMILY_NAME_ENDS)
    ]
    spread = [composed[place * 379 % len(composed)] for place in range(len(composed))]
    american = itertools.product([*words.STREETS_US, *spread], words.STREET_TYPES_US)
    rows += [
        ["US", place, name, long, short]
        for place, (name, (long, short)) in enumerate(
            itertools.islice(american, STREET_COUNT), start=1
        )
    ]
    for country, listed in (("GB", words.STREETS_GB), ("DE", words.STREETS_DE)):
        more = (name + end for name, end in itertools.product(spread, words.STREET_ENDS[country]))
        names = list(dict.fromkeys([*listed, *more]))[:STREET_COUNT]
        rows += [[country, place, name, "", ""] for place, name in enumerate(names, start=1)]
    return _columns(("country", "place", "word", "street_type", "short_type"), rows)


def _phrases() -> Columns:
    rows: list[list[object]] = []
    places = dict.fromkeys(("en", "de"), 0)
    public_places = dict.fromkeys(("en", "de"), 0)
    for topic, language, feeling in words.PHRASES:
        places[language] += 1
        public_place = None
        if (topic, language) in _public(language):
            public_places[language] += 1
            public_place = public_places[language]
        rows.append([language, places[language], public_place, topic, feeling])
    return _columns(("language", "place", "public_place", "topic", "feeling"), rows)


def _told() -> Columns:
    """What is written of each topic in each language; a topic has one feeling."""
    feelings = {topic: feeling for topic, _, feeling in words.PHRASES}
    rows: list[list[object]] = []
    for (topic, language), (subjects, details) in letters.TOLD.items():
        openings, *closings = letters.FRAMES[language]
        rows.append([topic, language, subjects, openings, details, closings[feelings[topic] + 1]])
    return _columns(("topic", "language", "subjects", "openings", "details", "closings"), rows)


def _public(language: str) -> set[tuple[str, str]]:
    """What people write where others read it: nobody reviews her own account."""
    return {(topic, language) for topic in ("delivery", "refund", "product", "praise")}


def _tcf_ending(country: str, decision: str) -> str:
    """What follows the two times in a consent string of IAB TCF v2.2.

    Consent platform 300, version 2, screen 1, language, vendor list 98, policy 4, then bits:
    service specific, purposes 1 to 10 all or none, and twelve vendors all or none. See
    "Consent string and vendor list formats v2" of the IAB Tech Lab.
    """
    language = "DE" if country == "DE" else "EN"
    yes = "1" if decision == "granted" else "0"
    bits = f"{300:012b}{2:012b}{1:06b}{_letters(language)}{98:012b}{4:06b}"
    bits += "10" + "0" * 12 + yes * 10 + "0" * 14 + "0" * 24 + "0" + _letters(country)
    bits += f"{12:016b}0" + yes * 12 + f"{0:016b}0" + f"{0:012b}"
    bits += "0" * (-len(bits) % 6)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return "".join(alphabet[int(bits[at : at + 6], 2)] for at in range(0, len(bits), 6))


def _letters(text: str) -> str:
    return "".join(f"{ord(letter) - ord('A'):06b}" for letter in text)
