#!/usr/bin/env python3
"""Make the demo company: its people, their lives, and the traces they leave in its systems.

Writes seeds/demo/*.csv (what loaders land from a CRM, a web shop, tills and a consent log)
and tests/fixtures/demo_truth.csv (which person each record is about; no seed and no id
carries it). Plain Python, no clock, no sets: the same seed gives the same bytes.

    python scripts/seeds/make_demo.py                     # rewrites the committed files
    python scripts/seeds/make_demo.py --out DIR --seed 7  # another company, elsewhere
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from kindred.demo import words

DEFAULT_SEED = 20250630
DEFAULT_PEOPLE = 1500
FIRST_DAY = date(2019, 1, 7)
LAST_DAY = date(2025, 6, 30)
BASE62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
CURRENCIES = {"US": "USD", "GB": "GBP", "DE": "EUR"}
TAX_PERCENT = {"US": 8, "GB": 20, "DE": 19}
PROJECT_ROOT = Path(__file__).resolve().parents[2]

Item = TypeVar("Item")
Row = dict[str, object]


# ------------------------------------------------------------------------------- people


@dataclass(frozen=True)
class Address:
    """A place to live, in the standard form of its country."""

    house_number: str
    street: str
    street_type: tuple[str, str]
    unit: str
    city: str
    region: str
    region_code: str
    postal_code: str
    country: str


@dataclass
class Person:
    """One person of the demo company, with what was true of her from which day on."""

    person_id: str
    household_id: str
    given_name: str
    nicknames: tuple[str, ...]
    middle_name: str
    gender: str
    birth_date: date
    suffix: str
    country: str
    family_names: list[tuple[date, str]]
    addresses: list[tuple[date, Address]]
    emails: list[tuple[date, str]] = field(default_factory=list)
    phones: list[tuple[date, str]] = field(default_factory=list)
    loyalty_cards: list[str] = field(default_factory=list)
    native_name: tuple[str, str] | None = None
    company: int | None = None
    shop_keys: list[tuple[datetime, int]] = field(default_factory=list)
    member_keys: list[tuple[datetime, str]] = field(default_factory=list)


def at(history: Sequence[tuple[date, Item]], day: date) -> Item:
    """The value of a history on a day; the first value for days before it."""
    value = history[0][1]
    for since, newer in history:
        if since <= day:
            value = newer
    return value


class Company:
    """The demo company: makes people, then the rows of each source system."""

    def __init__(self, seed: int, people: int) -> None:
        self.random = random.Random(seed)
        self.people_wanted = people
        self.people: list[Person] = []
        self.used_emails: dict[str, int] = {}
        self.used_phones: dict[str, int] = {}
        self.used_keys: dict[str, int] = {}
        self.truth: list[Row] = []
        self.company_phones = [self.new_phone(country, 0) for _, _, country in words.COMPANIES]

    # ------------------------------------------------------------------ small chances

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, items: Sequence[Item]) -> Item:
        return items[self.random.randrange(len(items))]

    def pick_common(self, items: Sequence[Item]) -> Item:
        """Early items about three times as often as late ones."""
        return items[int(len(items) * self.random.random() ** 1.6)]

    def day_between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.random.randrange((last - first).days + 1))

    def moment(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day) + timedelta(
            seconds=8 * 3600 + self.random.randrange(13 * 3600)
        )

    def moment_after(self, earlier: datetime) -> datetime:
        if earlier.date() >= LAST_DAY:
            return earlier
        return self.moment(self.day_between(earlier.date() + timedelta(days=1), LAST_DAY))

    def new_key(self, prefix: str, alphabet: str, length: int) -> str:
        """A key that nothing else has and that says nothing about the person."""
        while True:
            key = prefix + "".join(self.pick(alphabet) for _ in range(length))
            if key not in self.used_keys:
                self.used_keys[key] = 1
                return key

    # ---------------------------------------------------------------------- identifiers

    def new_phone(self, country: str, area: int) -> str:
        """An unused fictional number in E.164; area is an index into the country's cities."""
        for _ in range(2000):
            if country == "US":
                city = words.CITIES_US[area % len(words.CITIES_US)]
                if self.chance(0.3):
                    city = self.pick(words.CITIES_US)
                phone = f"+1{self.pick(city[4])}55501{self.random.randrange(100):02d}"
            elif country == "GB":
                if self.chance(0.08):
                    phone = f"+447700900{self.random.randrange(1000):03d}"
                else:
                    stem = self.pick(words.CITIES_GB)[4][0].replace(" ", "")
                    phone = f"+44{stem}{self.random.randrange(1000):03d}"
            elif self.chance(0.5):
                stem = self.pick(("176040690", "17139200"))
                phone = f"+49{stem}{self.random.randrange(100):02d}"
            else:
                stem = self.pick(words.CITIES_DE)[4][0].replace(" ", "")
                phone = f"+49{stem}{self.random.randrange(1000):03d}"
            if phone not in self.used_phones:
                self.used_phones[phone] = 1
                return phone
        raise RuntimeError(f"no fictional phone numbers left for {country}")

    def new_email(self, given: str, family: str, born: int, country: str) -> str:
        """An unused mailbox in one of the ways in which people name theirs."""
        given_key, family_key = ascii_letters(given), ascii_letters(family)
        domain = self.pick_common(words.MAIL_PROVIDERS[country])
        forms = [
            f"{given_key}.{family_key}",
            f"{given_key}{family_key}",
            f"{given_key[:1]}{family_key}",
            f"{given_key}.{family_key}{born % 100:02d}",
            f"{family_key}.{given_key}",
            f"{given_key}{born}",
            f"{given_key}_{family_key[:1]}{self.random.randrange(10, 99)}",
        ]
        local = self.pick_common(forms)
        return self.unused_email(local, domain)

    def new_family_email(self, family: str, country: str) -> str:
        """An unused mailbox that a household reads together."""
        key = ascii_letters(family)
        local = self.pick((f"the{key}s", f"family.{key}", f"{key}.home", f"{key}family"))
        return self.unused_email(local, self.pick_common(words.MAIL_PROVIDERS[country]))

    def unused_email(self, local: str, domain: str) -> str:
        """The mailbox, with digits where somebody has the name already."""
        while f"{local.replace('.', '')}@{domain}" in self.used_emails:
            local += str(self.random.randrange(10))
        self.used_emails[f"{local.replace('.', '')}@{domain}"] = 1
        return f"{local}@{domain}"

    def new_address(self, country: str, city_index: int | None = None) -> tuple[int, Address]:
        """An address and the index of its city."""
        cities = {"US": words.CITIES_US, "GB": words.CITIES_GB, "DE": words.CITIES_DE}[country]
        index = self.random.randrange(len(cities)) if city_index is None else city_index
        city, region, code, prefix, _ = cities[index]
        number, unit, street_type = str(self.random.randrange(1, 180)), "", ("", "")
        if country == "US":
            number = str(self.random.randrange(10, 9900))
            street = self.pick_common(words.STREETS_US)
            street_type = self.pick_common(words.STREET_TYPES_US)
            unit = str(self.random.randrange(1, 40)) if self.chance(0.3) else ""
            postal = f"{prefix}{self.random.randrange(1, 60):02d}"
        elif country == "GB":
            street = self.pick(words.STREETS_GB)
            unit = str(self.random.randrange(1, 12)) if self.chance(0.25) else ""
            letters = "ABDEFGHJLNPQRSTUWXYZ"
            postal = (
                f"{prefix}{self.random.randrange(1, 20)} {self.random.randrange(1, 10)}"
                f"{self.pick(letters)}{self.pick(letters)}"
            )
        else:
            street = self.pick(words.STREETS_DE)
            number += self.pick(("a", "b")) if self.chance(0.1) else ""
            postal = f"{prefix}{self.random.randrange(100, 900)}"
        return index, Address(
            number, street, street_type, unit, city, region, code, postal, country
        )

    # ------------------------------------------------------------------------- lives

    def make_people(self) -> None:
        """Households until there are people enough, then the shared and recycled numbers."""
        twins_left, junior_left = 14, 12
        others = list(words.OTHER_SCRIPT_PEOPLE)
        while len(self.people) < self.people_wanted:
            country = self.pick(("US",) * 11 + ("GB",) * 5 + ("DE",) * 4)
            members = self.make_household(country)
            if others and len(members) == 1:
                given, family, native_given, native_family, gender = others.pop()
                members[0].given_name, members[0].nicknames = given, ()
                members[0].gender = gender
                members[0].family_names = [(FIRST_DAY, family)]
                members[0].native_name = (native_given, native_family)
            elif twins_left and len(members) == 2 and self.chance(0.5):
                self.add_twins(members)
                twins_left -= 1
            elif junior_left and len(members) == 2 and country == "US":
                self.add_junior(members)
                junior_left -= 1
            self.give_contacts(members)
            self.people.extend(members)
        self.recycle_phones()

    def make_household(self, country: str) -> list[Person]:
        size = self.pick((1, 1, 1, 2, 2, 2, 2, 3, 3, 4))
        household_id = f"H{self.random.randrange(16**8):08x}"
        city_index, address = self.new_address(country)
        addresses = [(FIRST_DAY, address)]
        if self.chance(0.28):
            moved = self.day_between(date(2020, 1, 1), date(2025, 3, 1))
            same_city = city_index if self.chance(0.5) else None
            addresses.append((moved, self.new_address(country, same_city)[1]))
        names = {
            "US": words.FAMILY_NAMES_US,
            "GB": words.FAMILY_NAMES_GB,
            "DE": words.FAMILY_NAMES_DE,
        }[country]
        family = self.pick_common(names)
        members: list[Person] = []
        for position in range(size):
            given_names = words.GIVEN_NAMES_DE if country == "DE" else words.GIVEN_NAMES_EN
            given, gender, nicknames = self.pick_common(given_names)
            while any(other.given_name == given for other in members):
                given, gender, nicknames = self.pick_common(given_names)
            is_child = position >= 2
            born = self.day_between(
                date(1999, 1, 1) if is_child else date(1946, 1, 1),
                date(2007, 12, 31) if is_child else date(1996, 12, 31),
            )
            family_names = [(FIRST_DAY, family)]
            if position == 1 and self.chance(0.3):
                wedding = self.day_between(date(2020, 3, 1), date(2025, 1, 31))
                family_names = [(FIRST_DAY, self.pick_common(names)), (wedding, family)]
            elif position == 1 and self.chance(0.12):
                family_names = [(FIRST_DAY, self.pick_common(names))]
            middle = self.pick_common(given_names)[0] if self.chance(0.45) else ""
            own_addresses = list(addresses)
            if is_child and self.chance(0.25):
                left = self.day_between(date(2021, 6, 1), date(2025, 3, 1))
                own_addresses = [addresses[0], (left, self.new_address(country)[1])]
            members.append(
                Person(
                    person_id=f"P{self.random.randrange(16**8):08x}",
                    household_id=household_id,
                    given_name=given,
                    nicknames=nicknames,
                    middle_name=middle,
                    gender=gender,
                    birth_date=born,
                    suffix="",
                    country=country,
                    family_names=family_names,
                    addresses=own_addresses,
                )
            )
        return members

    def add_twins(self, members: list[Person]) -> None:
        """Turn a couple into twins: one birthday, one family name, names alike."""
        first, second, gender = self.pick(words.TWIN_NAMES)
        for person, given in zip(members, (first, second), strict=True):
            person.given_name, person.nicknames, person.gender = given, (), gender
            person.birth_date = members[0].birth_date
            person.family_names = members[0].family_names
            person.addresses = members[0].addresses

    def add_junior(self, members: list[Person]) -> None:
        """Turn a couple into father and son of one name at one address."""
        father, son = members
        father.gender, father.suffix = "m", "Sr."
        if not any(
            father.given_name == name[0] and name[1] == "m" for name in words.GIVEN_NAMES_EN
        ):
            father.given_name, _, father.nicknames = words.GIVEN_NAMES_EN[0]
        son.given_name, son.nicknames, son.gender = father.given_name, father.nicknames, "m"
        son.middle_name, son.suffix = father.middle_name, "Jr."
        son.family_names, son.addresses = father.family_names, father.addresses
        years = 22 + self.random.randrange(12)
        born = father.birth_date
        father.birth_date = date(min(born.year, 1975), born.month, min(born.day, 28))
        son.birth_date = date(
            father.birth_date.year + years,
            1 + self.random.randrange(12),
            1 + self.random.randrange(28),
        )

    def give_contacts(self, members: list[Person]) -> None:
        """Mailboxes, numbers and cards; some of them one household's together."""
        head = members[0]
        area = (
            [city[0] for city in words.CITIES_US].index(at(head.addresses, FIRST_DAY).city)
            if head.country == "US"
            else 0
        )
        landline = self.new_phone(head.country, area)
        family_box = ""
        if len(members) > 1 and self.chance(0.3):
            family = at(head.family_names, FIRST_DAY)
            family_box = self.new_family_email(family, head.country)
        for person in members:
            family = at(person.family_names, FIRST_DAY)
            own = self.new_email(person.given_name, family, person.birth_date.year, person.country)
            person.emails = [(FIRST_DAY, own)]
            if family_box and self.chance(0.7):
                person.emails = [(FIRST_DAY, family_box)]
            if self.chance(0.22):
                changed = self.day_between(date(2020, 6, 1), date(2025, 2, 1))
                newer = self.new_email(
                    person.given_name,
                    at(person.family_names, LAST_DAY),
                    person.birth_date.year,
                    person.country,
                )
                person.emails.append((changed, newer))
            shares_landline = len(members) > 1 and self.chance(0.3)
            phone = landline if shares_landline else self.new_phone(person.country, area)
            person.phones = [(FIRST_DAY, phone)]
            if self.chance(0.15):
                changed = self.day_between(date(2020, 6, 1), date(2025, 2, 1))
                person.phones.append((changed, self.new_phone(person.country, area)))
            if self.chance(0.6):
                person.loyalty_cards = [self.new_key("LC", "0123456789", 8)]
            companies = [
                index
                for index, company in enumerate(words.COMPANIES)
                if company[2] == person.country
            ]
            if companies and self.chance(0.02):
                person.company = self.pick(companies)

    def recycle_phones(self) -> None:
        """Numbers that one person gave up and the operator gave to a stranger."""
        given_up = [person for person in self.people if len(person.phones) > 1]
        for previous in given_up[:12]:
            stranger = self.pick(self.people)
            if stranger.country == previous.country and stranger is not previous:
                stranger.phones = [
                    (previous.phones[1][0], previous.phones[0][1]),
                ]

    # --------------------------------------------------------- how people write things

    def typo(self, text: str, probability: float = 0.045) -> str:
        """The text, now and then with one slip of the fingers."""
        if len(text) < 4 or not self.chance(probability):
            return text
        place = 1 + self.random.randrange(len(text) - 2)
        kind = self.random.randrange(4)
        if kind == 0:
            return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        if kind == 1:
            return text[:place] + text[place + 1 :]
        if kind == 2:
            return text[:place] + text[place] + text[place:]
        return text[:place] + self.pick("aeiounrst") + text[place + 1 :]

    def in_some_case(self, text: str, upper: float, lower: float) -> str:
        roll = self.random.random()
        if roll < upper:
            return text.upper()
        return text.lower() if roll < upper + lower else text

    def given_name_of(self, person: Person, formal: float) -> str:
        if person.nicknames and not self.chance(formal):
            return self.pick(person.nicknames)
        return person.given_name

    def write_phone(self, phone: str) -> str:
        """A phone number as somebody of its country would write it."""
        if phone.startswith("+1"):
            area, office, line = phone[2:5], phone[5:8], phone[8:]
            forms = [
                f"({area}) {office}-{line}",
                f"{area}-{office}-{line}",
                phone,
                f"{area}{office}{line}",
                f"{area}.{office}.{line}",
                f"+1 {area} {office} {line}",
                f"1-{area}-{office}-{line}",
                f"({area}) {office}-{line} ext. {self.random.randrange(10, 99)}",
            ]
        elif phone.startswith("+44"):
            rest = phone[3:]
            cut = {"2": 2, "1": 3, "7": 4}[rest[0]]
            area, line = rest[:cut], f"{rest[cut:-4]} {rest[-4:]}".strip()
            forms = [
                f"0{area} {line}",
                f"0{rest}",
                phone,
                f"+44 {area} {line}",
                f"(0{area}) {line}",
                f"0044{rest}",
                f"+44 (0){area} {line}",
            ]
        else:
            rest = phone[3:]
            cut = 3 if rest[:2] in ("17", "22") else 2
            forms = [
                f"0{rest[:cut]} {rest[cut:]}",
                f"0{rest[:cut]}/{rest[cut:]}",
                phone,
                f"+49 {rest[:cut]} {rest[cut:]}",
                f"0049{rest}",
                f"+49 (0) {rest[:cut]} {rest[cut:]}",
            ]
        return self.pick_common(forms)

    def write_date(self, day: date, country: str) -> str:
        """A birth date as a clerk of the country types it."""
        if country == "US":
            forms = [
                f"{day.month:02d}/{day.day:02d}/{day.year}",
                f"{day.month}/{day.day}/{day.year}",
                f"{day.month:02d}-{day.day:02d}-{day.year}",
                f"{day:%Y%m%d}",
                f"{day.month}/{day.day}/{day.year % 100:02d}",
            ]
        elif country == "GB":
            forms = [
                f"{day.day:02d}/{day.month:02d}/{day.year}",
                f"{day.isoformat()}",
                f"{day.day:02d}-{day.month:02d}-{day.year}",
                f"{day.day:02d}/{day.month:02d}/{day.year % 100:02d}",
            ]
        else:
            forms = [
                f"{day.day:02d}.{day.month:02d}.{day.year}",
                f"{day.day}.{day.month}.{day.year}",
                f"{day.isoformat()}",
                f"{day.day:02d}.{day.month:02d}.{day.year % 100:02d}",
            ]
        return self.pick_common(forms)

    def write_email(self, email: str) -> str:
        """An address with the capitals, dots and tags that people add."""
        local, _, domain = email.partition("@")
        if domain == "gmail.com":
            if self.chance(0.08):
                local += self.pick(("+shop", "+news", "+store"))
            elif self.chance(0.1):
                local = local.replace(".", "") if "." in local else f"{local[:2]}.{local[2:]}"
        email = f"{local}@{domain}"
        if self.chance(0.02):
            email = email.replace(".com", ".con").replace(".de", ",de")
        email = self.in_some_case(email, 0.06, 0.2)
        return f" {email} " if self.chance(0.02) else email

    def write_street_lines(self, address: Address) -> tuple[str, str]:
        """A street in the two lines of a web form; the second one takes the unit."""
        if address.country == "US" and address.unit and self.chance(0.6):
            unit = self.pick(("Apt {}", "Unit {}", "#{}")).format(address.unit)
            return self.write_street(replace(address, unit="")), unit
        return self.write_street(address), ""

    def write_street(self, address: Address) -> str:
        """The first line of an address, with or without abbreviations."""
        if address.country == "US":
            street_type = self.pick(address.street_type)
            line = f"{address.house_number} {address.street} {street_type}"
            if self.chance(0.1):
                line = f"{line}."
            if address.unit:
                line += self.pick(
                    (" Apt {}", ", Apt. {}", " #{}", " Unit {}", ", Apartment {}")
                ).format(address.unit)
        elif address.country == "GB":
            street = address.street
            if self.chance(0.25):
                street = street.replace("Road", "Rd").replace("Street", "St")
            line = f"{address.house_number} {street}"
            if address.unit:
                line = f"Flat {address.unit}, {line}"
        else:
            street = address.street
            if self.chance(0.3):
                street = street.replace("straße", self.pick(("str.", "strasse")))
            line = f"{street} {address.house_number}"
        return self.typo(line, 0.03)

    # --------------------------------------------------------------------- sources

    def remember(self, source_name: str, key: object, person: Person) -> None:
        self.truth.append(
            {
                "record_id": f"{source_name}:{key}",
                "person_id": person.person_id,
                "household_id": person.household_id,
            }
        )

    def last_seen(self, created: datetime) -> datetime:
        return self.moment_after(created) if self.chance(0.45) else created

    def make_crm_contacts(self) -> list[Row]:
        """Salesforce contacts: typed by staff, edited since, some deleted as duplicates."""
        rows: list[Row] = []
        for person in self.people:
            if not (person.company is not None or self.chance(0.6)):
                continue
            rows.append(self.crm_contact(person, is_deleted=False))
            if self.chance(0.1):
                rows.append(self.crm_contact(person, is_deleted=self.chance(0.3)))
        return sorted(rows, key=lambda row: str(row["id"]))

    def crm_contact(self, person: Person, is_deleted: bool) -> Row:
        created = self.moment(self.day_between(FIRST_DAY, LAST_DAY))
        updated = self.last_seen(created)
        day = updated.date() if self.chance(0.6) else created.date()
        address = at(person.addresses, day)
        given, family = self.given_name_of(person, 0.8), at(person.family_names, day)
        if person.native_name and self.chance(0.5):
            given, family = person.native_name
        email = self.write_email(at(person.emails, day)) if self.chance(0.8) else ""
        phone = self.write_phone(at(person.phones, day)) if self.chance(0.75) else ""
        account_id, has_mobile = self.new_key("001", BASE62, 15), self.chance(0.5)
        if person.company is not None:
            account_id = f"001Hk00000Cmpny{person.company:03d}"
            phone = self.write_phone(self.company_phones[person.company])
            has_mobile = False
            if self.chance(0.7):
                email = words.COMPANIES[person.company][1]
        countries = {
            "US": ("United States", "USA", "US", "", "U.S.A."),
            "GB": ("United Kingdom", "UK", "GB", "England", ""),
            "DE": ("Germany", "Deutschland", "DE", ""),
        }[person.country]
        has_address = self.chance(0.85)
        key = self.new_key("003", BASE62, 15)
        if not is_deleted:
            self.remember("crm", key, person)
        middle = person.middle_name
        return {
            "id": key,
            "account_id": account_id,
            "salutation": self.pick(
                ("Mr.", "Dr.", "Mr.", "") if person.gender == "m" else ("Ms.", "Mrs.", "Dr.", "")
            ),
            "first_name": self.typo(given),
            "middle_name": (
                self.pick((middle, middle[:1], f"{middle[:1]}.", "")) if middle else ""
            ),
            "last_name": self.typo(family),
            "suffix": person.suffix if self.chance(0.6) else "",
            "email": email,
            "secondary_email_c": "",
            "phone": "" if has_mobile else phone,
            "mobile_phone": phone if has_mobile else "",
            "home_phone": "",
            "other_phone": "",
            "birthdate": person.birth_date.isoformat() if self.chance(0.5) else "",
            "gender": (
                self.pick(("Male", "M") if person.gender == "m" else ("Female", "F"))
                if self.chance(0.4)
                else ""
            ),
            "mailing_street": self.write_street(address) if has_address else "",
            "mailing_city": self.typo(address.city, 0.02) if has_address else "",
            "mailing_state": (
                self.pick((address.region, address.region_code)) if has_address else ""
            ),
            "mailing_postal_code": address.postal_code if has_address else "",
            "mailing_country": self.pick_common(countries) if has_address else "",
            "loyalty_number_c": (
                person.loyalty_cards[0] if person.loyalty_cards and self.chance(0.45) else ""
            ),
            "created_date": created,
            "last_modified_date": updated,
            "is_deleted": "true" if is_deleted else "false",
            "_fivetran_deleted": "false",
            "_fivetran_synced": datetime(2025, 7, 1, 3, 15),
        }

    def make_shop_customers(self) -> list[Row]:
        """Shopify customers: typed by themselves, an e-mail always, a birth date never."""
        signups: list[tuple[datetime, Person]] = []
        for person in self.people:
            if self.chance(0.58):
                signups.append((self.moment(self.day_between(FIRST_DAY, LAST_DAY)), person))
                if self.chance(0.09):
                    signups.append((self.moment(self.day_between(FIRST_DAY, LAST_DAY)), person))
        signups.sort(key=lambda signup: signup[0])
        rows: list[Row] = []
        number = 6108217340551
        for created, person in signups:
            number += 32768 * (1 + self.random.randrange(900))
            person.shop_keys.append((created, number))
            self.remember("shop", number, person)
            rows.append(self.shop_customer(number, created, person))
        return rows

    def shop_customer(self, number: int, created: datetime, person: Person) -> Row:
        updated = self.last_seen(created)
        day = updated.date() if self.chance(0.5) else created.date()
        address = at(person.addresses, day)
        has_address = self.chance(0.8)
        first_line, second_line = self.write_street_lines(address)
        phone = self.write_phone(at(person.phones, day))
        has_phone = self.chance(0.55)
        phone_is_in_address = has_phone and has_address and self.chance(0.2)
        email = at(person.emails, created.date())
        if person.shop_keys[0][1] != number and self.chance(0.6):
            email = self.new_email(
                person.given_name,
                at(person.family_names, day),
                person.birth_date.year,
                person.country,
            )
        return {
            "id": number,
            "email": self.write_email(email),
            "first_name": self.in_some_case(self.typo(self.given_name_of(person, 0.6)), 0.03, 0.12),
            "last_name": self.in_some_case(self.typo(at(person.family_names, day)), 0.03, 0.12),
            "phone": phone if has_phone and not phone_is_in_address else "",
            "default_address__address1": first_line if has_address else "",
            "default_address__address2": second_line if has_address else "",
            "default_address__city": self.typo(address.city, 0.03) if has_address else "",
            "default_address__province_code": address.region_code if has_address else "",
            "default_address__zip": address.postal_code if has_address else "",
            "default_address__country_code": person.country if has_address else "",
            "default_address__phone": phone if phone_is_in_address else "",
            "state": self.pick(("enabled", "enabled", "disabled", "invited")),
            "verified_email": self.pick(("true", "true", "true", "false")),
            "currency": CURRENCIES[person.country],
            "created_at": created,
            "updated_at": updated,
        }

    def make_shop_orders(self) -> list[Row]:
        """Shopify orders: of customers, and of guests known by what they typed once."""
        orders: list[tuple[datetime, Person, int | None]] = []
        for person in self.people:
            for created, number in person.shop_keys:
                moment = created
                while self.chance(0.62):
                    orders.append((moment, person, number))
                    moment = self.moment_after(moment)
            if self.chance(0.14):
                orders.append((self.moment(self.day_between(FIRST_DAY, LAST_DAY)), person, None))
                if self.chance(0.2):
                    orders.append(
                        (self.moment(self.day_between(FIRST_DAY, LAST_DAY)), person, None)
                    )
        orders.sort(key=lambda order: (order[0], order[2] or 0, order[1].person_id))
        rows: list[Row] = []
        key = 4811029381133
        for position, (ordered, person, account) in enumerate(orders):
            key += 32768 * (1 + self.random.randrange(500))
            rows.append(self.shop_order(key, 1001 + position, ordered, person, account))
        return rows

    def shop_order(
        self,
        key: int,
        order_number: int,
        ordered: datetime,
        person: Person,
        number: int | None,
    ) -> Row:
        day = ordered.date()
        address = at(person.addresses, day)
        is_guest = number is None
        # every fifth guest checks out by a wallet and leaves nothing but an e-mail
        has_name = is_guest and self.chance(0.8)
        if is_guest:
            self.remember("shop_guest", key, person)
        has_phone = has_name and self.chance(0.5)
        first_line, second_line = self.write_street_lines(address)
        goods = self.random.randrange(900, 24000)
        shipping = self.pick((0, 0, 495, 795))
        percent = TAX_PERCENT[person.country]
        taxes_included = person.country != "US"
        tax = goods * percent // (100 + percent) if taxes_included else goods * percent // 100
        total = goods + shipping + (0 if taxes_included else tax)
        is_cancelled = self.chance(0.03)
        return {
            "id": key,
            "name": f"#{order_number}",
            "customer__id": "" if number is None else number,
            "email": self.write_email(at(person.emails, day)) if is_guest else "",
            "phone": self.write_phone(at(person.phones, day)) if has_phone else "",
            "contact_email": "",
            "shipping_address__first_name": self.given_name_of(person, 0.6) if has_name else "",
            "shipping_address__last_name": (
                self.typo(at(person.family_names, day)) if has_name else ""
            ),
            "shipping_address__address1": first_line if has_name else "",
            "shipping_address__address2": second_line if has_name else "",
            "shipping_address__city": address.city if has_name else "",
            "shipping_address__province_code": address.region_code if has_name else "",
            "shipping_address__zip": address.postal_code if has_name else "",
            "shipping_address__country_code": person.country if has_name else "",
            "shipping_address__phone": "",
            "billing_address__phone": "",
            "currency": CURRENCIES[person.country],
            "subtotal_price": money(goods),
            "total_shipping_price": money(shipping),
            "total_tax": money(tax),
            "taxes_included": "true" if taxes_included else "false",
            "total_price": money(total),
            "financial_status": "refunded" if is_cancelled else "paid",
            "test": "false",
            "created_at": ordered,
            "cancelled_at": ordered + timedelta(hours=5) if is_cancelled else "",
        }

    def make_pos_members(self) -> list[Row]:
        """Loyalty members, typed by clerks in a hurry, with what the till makes them fill in."""
        rows: list[Row] = []
        for person in self.people:
            if not person.loyalty_cards:
                continue
            rows.append(self.pos_member(person, person.loyalty_cards[0]))
            if self.chance(0.12):
                if self.chance(0.5):  # a lost card, and a new one
                    person.loyalty_cards.append(self.new_key("LC", "0123456789", 8))
                rows.append(self.pos_member(person, person.loyalty_cards[-1]))
        return sorted(rows, key=lambda row: str(row["member_id"]))

    def pos_member(self, person: Person, card: str) -> Row:
        enrolled = self.moment(self.day_between(FIRST_DAY, LAST_DAY))
        updated = self.last_seen(enrolled)
        day = enrolled.date()
        address = at(person.addresses, day)
        given = self.typo(self.given_name_of(person, 0.6), 0.06)
        family = self.typo(at(person.family_names, day), 0.06)
        middle = f" {person.middle_name[:1]}" if person.middle_name and self.chance(0.3) else ""
        suffix = f" {person.suffix.rstrip('.')}" if person.suffix and self.chance(0.5) else ""
        title = ""
        if self.chance(0.08):
            title = "Mr " if person.gender == "m" else "Mrs "
        full_name = self.pick_common(
            (
                f"{title}{given}{middle} {family}{suffix}",
                f"{family}{suffix}, {given}{middle}",
                f"{family}, {given}{suffix}",
            )
        )
        roll = self.random.random()
        email = self.write_email(at(person.emails, day))
        if roll < 0.33:
            email = self.pick(words.PLACEHOLDER_EMAILS)
        elif roll < 0.5:
            email = ""
        roll = self.random.random()
        phone = self.write_phone(at(person.phones, day))
        if roll < 0.13:
            phone = self.pick(words.PLACEHOLDER_PHONES)
        elif roll < 0.3:
            phone = ""
        roll = self.random.random()
        born = self.write_date(person.birth_date, person.country)
        if roll < 0.1:
            born = self.pick(words.PLACEHOLDER_BIRTH_DATES)
        elif roll < 0.4:
            born = ""
        elif roll < 0.42 and person.birth_date.day <= 12:
            swapped = person.birth_date.replace(
                day=person.birth_date.month, month=person.birth_date.day
            )
            born = self.write_date(swapped, person.country)
        has_address = self.chance(0.6)
        key = self.new_key("M", "0123456789", 7)
        person.member_keys.append((enrolled, key))
        self.remember("pos", key, person)
        loyalty = card if self.chance(0.9) else f"{card[:2]}-{card[2:6]}-{card[6:]}"
        return {
            "member_id": key,
            "card_number": loyalty.lower() if self.chance(0.05) else loyalty,
            "full_name": self.in_some_case(full_name, 0.35, 0.08),
            "birth_date": born,
            "sex": self.pick((person.gender.upper(), "", person.gender, "X"))
            if self.chance(0.5)
            else "",
            "email": email,
            "phone": phone,
            "address_line": (
                self.in_some_case(self.write_street(address), 0.3, 0.0) if has_address else ""
            ),
            "city": (
                self.in_some_case(self.typo(address.city, 0.03), 0.3, 0.0) if has_address else ""
            ),
            "postcode": address.postal_code if has_address or self.chance(0.3) else "",
            "country_code": person.country if self.chance(0.85) else "",
            "store_id": f"{person.country}-{self.random.randrange(1, 9):02d}",
            "enrolled_at": enrolled,
            "updated_at": updated,
        }

    def make_pos_receipts(self) -> list[Row]:
        """Receipts: most with a card, some without, now and then a return."""
        receipts: list[tuple[datetime, Person, str]] = []
        for person in self.people:
            for enrolled, key in person.member_keys:
                moment = enrolled
                while self.chance(0.66):
                    receipts.append((moment, person, key))
                    moment = self.moment_after(moment)
        for _ in range(max(1, self.people_wanted // 6)):
            moment = self.moment(self.day_between(FIRST_DAY, LAST_DAY))
            receipts.append((moment, self.pick(self.people), ""))
        receipts.sort(key=lambda receipt: (receipt[0], receipt[2]))
        rows: list[Row] = []
        for sold, person, key in receipts:
            is_return = self.chance(0.05)
            percent = TAX_PERCENT[person.country]
            net = self.random.randrange(250, 16000)
            tax = net * percent // 100
            sign = -1 if is_return else 1
            rows.append(
                {
                    "receipt_id": self.new_key("R", "0123456789ABCDEF", 10),
                    "member_id": key,
                    "store_id": f"{person.country}-{self.random.randrange(1, 9):02d}",
                    "sold_at": sold,
                    "receipt_type": "return" if is_return else "sale",
                    "item_count": self.random.randrange(1, 9),
                    "currency": CURRENCIES[person.country],
                    "net_amount": money(sign * net),
                    "tax_amount": money(sign * tax),
                    "total_amount": money(sign * (net + tax)),
                }
            )
        return rows

    def make_consent_events(self, tables: dict[str, list[Row]]) -> list[Row]:
        """What people agreed to and took back, by the identifier that they gave with it."""
        jurisdictions = {
            "US": ("US-CA", "US-NY", "US-TX", "US-CO"),
            "GB": ("GB",),
            "DE": ("DE",),
        }
        sources = [
            ("crm_contacts", "email", "email", "created_date", "sales_form"),
            ("crm_contacts", "phone", "phone", "created_date", "sales_call"),
            ("shop_customers", "email", "email", "created_at", "checkout_checkbox"),
            ("shop_customers", "phone", "phone", "created_at", "checkout_checkbox"),
            ("shop_orders", "email", "email", "created_at", "checkout_checkbox"),
            ("pos_members", "email", "email", "enrolled_at", "till_prompt"),
            ("pos_members", "loyalty_id", "card_number", "enrolled_at", "till_prompt"),
        ]
        rows: list[Row] = []

        def log(
            kind: str,
            value: str,
            purpose: str,
            channel: str,
            status: str,
            signal: str,
            country: str,
            occurred: datetime,
        ) -> None:
            late = timedelta(days=self.random.randrange(20)) if self.chance(0.1) else timedelta()
            rows.append(
                {
                    "identifier_type": kind,
                    "identifier_value": value,
                    "purpose": purpose,
                    "channel": channel,
                    "status": status,
                    "lawful_basis": "consent",
                    "policy_version": "2023-05" if occurred.year >= 2023 else "2018-05",
                    "jurisdiction": self.pick(jurisdictions[country]),
                    "source_signal": signal,
                    "occurred_at": occurred,
                    "recorded_at": min(
                        occurred + late + timedelta(minutes=self.random.randrange(1, 50)),
                        datetime(2025, 7, 1, 2),
                    ),
                }
            )

        for table, kind, column, moment_column, signal in sources:
            chance = {"email": 0.6, "phone": 0.25, "loyalty_id": 0.45}[kind]
            for row in tables[table]:
                value = str(row[column]).strip()
                if not value or not self.chance(chance):
                    continue
                country = self.country_of(row)
                occurred = row[moment_column]
                assert isinstance(occurred, datetime)
                if kind == "loyalty_id":
                    log(
                        kind,
                        value,
                        "analytics",
                        "any",
                        "granted",
                        signal,
                        country,
                        occurred,
                    )
                    if self.chance(0.1):
                        log(
                            kind,
                            value,
                            "analytics",
                            "any",
                            "withdrawn",
                            "till_prompt",
                            country,
                            self.moment_after(occurred),
                        )
                    continue
                channel = "email" if kind == "email" else self.pick(("sms", "phone"))
                status = "granted" if self.chance(0.85) else "withdrawn"
                evidence = signal
                if country == "DE" and status == "granted" and kind == "email":
                    evidence = "double_opt_in"
                log(kind, value, "marketing", channel, status, evidence, country, occurred)
                later = occurred
                if status == "granted" and self.chance(0.18):
                    later = self.moment_after(later)
                    log(
                        kind,
                        value,
                        "marketing",
                        channel,
                        "withdrawn",
                        self.pick(("unsubscribe_link", "preference_center", "gpc")),
                        country,
                        later,
                    )
                    if self.chance(0.25):
                        log(
                            kind,
                            value,
                            "marketing",
                            channel,
                            "granted",
                            "preference_center",
                            country,
                            self.moment_after(later),
                        )
                if kind == "email" and self.chance(0.3):
                    log(
                        kind,
                        value,
                        "analytics",
                        "any",
                        "granted" if self.chance(0.7) else "withdrawn",
                        "cookie_banner",
                        country,
                        occurred + timedelta(minutes=2),
                    )
        rows.sort(
            key=lambda row: (
                str(row["recorded_at"]),
                str(row["identifier_value"]),
                str(row["purpose"]),
                str(row["status"]),
            )
        )
        return [{"event_id": self.new_key("ce_", "0123456789abcdef", 12), **row} for row in rows]

    def country_of(self, row: Row) -> str:
        """The country that a row speaks of, as far as one can tell."""
        for column in ("mailing_country", "currency", "country_code"):
            value = str(row.get(column, ""))
            if value in ("GB", "UK", "United Kingdom", "England", "GBP"):
                return "GB"
            if value in ("DE", "Germany", "Deutschland", "EUR"):
                return "DE"
        return "US"


# ------------------------------------------------------------------------------- helpers


def ascii_letters(text: str) -> str:
    """Lower-case Latin letters of a name, as people make mailbox names of them."""
    pairs = {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "é": "e",
        "á": "a",
        "í": "i",
        "ó": "o",
        "ë": "e",
        "ñ": "n",
        "ł": "l",
        "ş": "s",
        "ı": "i",
        "ø": "o",
    }
    lowered = "".join(pairs.get(letter, letter) for letter in text.lower())
    return "".join(letter for letter in lowered if "a" <= letter <= "z")


def money(cents: int) -> str:
    """An amount of cents as a decimal number."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def write_csv(path: Path, rows: list[Row]) -> None:
    """Write rows as CSV: header, UTF-8, line feeds, timestamps to the second."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(rows[0])
        for row in rows:
            writer.writerow(
                value.strftime("%Y-%m-%d %H:%M:%S") if isinstance(value, datetime) else value
                for value in row.values()
            )


def make_demo(seed: int, people: int) -> tuple[dict[str, list[Row]], list[Row]]:
    """The demo company's raw tables by name, and the truth about their records."""
    company = Company(seed, people)
    company.make_people()
    tables = {
        "crm_contacts": company.make_crm_contacts(),
        "shop_customers": company.make_shop_customers(),
        "pos_members": company.make_pos_members(),
    }
    tables["shop_orders"] = company.make_shop_orders()
    tables["pos_receipts"] = company.make_pos_receipts()
    tables["consent_events"] = company.make_consent_events(tables)
    return tables, sorted(company.truth, key=lambda row: str(row["record_id"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="same seed, same bytes")
    parser.add_argument("--people", type=int, default=DEFAULT_PEOPLE, help="how many, at least")
    parser.add_argument(
        "--out",
        type=Path,
        default=PROJECT_ROOT,
        help="folder that gets seeds/demo and tests/fixtures (default: the project)",
    )
    arguments = parser.parse_args()
    tables, truth = make_demo(arguments.seed, arguments.people)
    for name, rows in tables.items():
        write_csv(arguments.out / "seeds" / "demo" / f"{name}.csv", rows)
    write_csv(arguments.out / "tests" / "fixtures" / "demo_truth.csv", truth)


if __name__ == "__main__":
    main()
