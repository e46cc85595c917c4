"""Records whose values are as hard as values get: one list for all engines.

`hard_records()` gives rows with the columns of int_records_unioned: every list of
values below is walked at its own pace, so that each value meets many others.
"""

from typing import Any

NAMES = [
    "O'Brien", "Null", "NULL", "na", "Na", "Smith Jr.", "SMITH, JOHN", "von der Leyen",
    "Иванов", "Щукин", "Γεωργίου", "王", "山田", "Nguyễn", "Straße", "Łukasz", "Þór", "Æsir",
    "cafe\u0301", "İstanbul", "ıfs", "ǅungla", "Ⅷ", "ﬁnn", "a" * 300, "é" * 300, '"quoted"',
    "{x}", "(Bob) Robert", "Dr. Prof. Müller", "Ph.D.", "x", "-", "?", "n/a", "N/A", "...",
    "😀", "😀 Smith", "O’Brien", "d’Angelo", "McDonald", "Mc Donald", "\u200bzero",
    "tab\tname", "new\nline", "back\\slash", "100%", "under_score", "'; drop table x; --",
    "{{ jinja }}", "Jean-Luc", "JEAN-LUC", "o'neil", "MARÍA JOSÉ", "maría", "ÉMILE", "émile",
    "Ünal", "J. R. R.", "J.R.", "Amanda V", "Amanda V.", "Robert III", "ivan iv", "Սարգսյան",
    "สมชาย", "محمد", "משה", "김철수", "ﾀﾅｶ", "Ａｂｃ", "\u00a0nbsp\u00a0", "a\u0308rger",
    "Test", "UNKNOWN", "Ms", "junior", "Jr", "Sr.", "van", "de la", "Å", "ß", "ẞ", "ŒUVRE",
    "Đặng", "[bracket]", "a^b", "`tick`", "~", "|pipe|", "null", "none", "Smith, Jr., John",
    "Smith Jr, John", "Garcia Lopez, Maria", "Maria de la Cruz", "Ludwig van Beethoven",
    "Madonna", "Mr John Smith MD", "Dr. Jane van der Berg, PhD", "Vincent Van Gogh",
    "Mary Ann Smith III", "Smith, Mrs. John", "Scott, Walter, Sir", "DUPONT Jean", "ÀLVAREZ ÉLAN Zoë", "de la Fontaine Jean",
    "Beethoven, Ludwig van", "Sir John Smith, 2nd Bt.", "thomas 1st chudleigh, 6th Baron Byron", "Victor Bonds", "\u0301", "ͅ", "ǰ", "ΐ", "K", "Ω", "$1 \\1 {2}", "A\u2028B",
]  # fmt: skip
BIRTH_DATES = [
    "1990-02-30", "20042311", "2004-11-23T10:11:12Z", "23.11.2004", "11/23/04",
    "5 March 1980", "Mar 5, 1980", "5. März 1980", "1980-03", "03/1980", "1980",
    "Monday, 5 March 1980", "1st of May 1970", "0000-00-00", "1900-01-01", "31/02/1999",
    "29/02/2000", "29/02/1900", "12/13/14", "99/99/9999", "abc", "19900111000000", "199001",
    "110190", "2/3/4", "1", "١٩٩٠-٠١-٠١", "5 août 1980", "3000-01-01", "0999-01-01",
    "1999-12-31 23:59", "12-Jan-99", "12JAN1999", "JANUARY 1999", "12042018", "19911920",
    "19851618", "31121985", "c. 1850", "abt 1850", "25DEC1890", "b 1890",
    "1/2", "99999999999999999999", "0/0/0", "1.1.1", "२०००-०१-०१",
]  # fmt: skip
PHONES = [
    "ann@example.de", "lee@example.com; 415-555-2671",
    "+1 (415) 555-2671", "(0)30 123456", "030/1234567", "0049 30 123456", "+49 (0)30 123456",
    "07911 123456", "00447911123456", "415-555-2671 ext. 12", "415-555-2671x12",
    "1-800-FLOWERS", "١٢٣٤٥٦٧٨٩٠", "＋１４１５５５５２６７１", "n/a", "0", "+",
    "++1 415 555 2671", "+999 123", "(415) 555-2671 / (415) 555-2672",
    "4155552671; 4155552672", "555-2671", "011 44 7911 123456", "+54 9 11 2345 6789",
    "011 15 2345 6789", "+55 11 91234-5678", "0 31 21 98765 4321", "8 (800) 555-35-35",
    "9" * 40, "tel:+49-30-123456", "\u200e+44 7911 123456", "+39 06 698 12345", "$1",
]  # fmt: skip
EMAILS = [
    "+1 415 555 2671", "030/1234567",
    "A.B+c@GMAIL.com", "a.b@googlemail.com", '"Bob" <bob@x.org>', "mailto:x@y.de", "x@y",
    "x@@y.de", "x y@z.de", "a@b.c", "a..b@c.de", ".a@c.de", "a.@c.de", "ü@ü.de",
    "Ünal@GMAIL.COM", "a@b.com;c@d.com", "a@b.com, c@d.com", "info@x.com",
    "x@mailinator.com", "test@test.com", "a[b]@c.de", "a\\b@c.de", "x@1.2.3.4",
    "+tag@gmail.com", "....@gmail.com", "bob-shop@yahoo.com", "x@y.de.", "İ@x.de",
    "a" * 65 + "@x.de", "K@x.de", "-@-.com",
]  # fmt: skip
ADDRESSES = [
    "Hauptstraße 12a", "Hauptstr. 12 a", "12 Main St Apt 4", "Apt 4, 12 Main Street",
    "12-14 High Street", "12 - 14 High Street", "W14066 Oak Rd", "N23W1234 Elm",
    "P.O. Box 123", "PO BOX 123", "Postfach 12 34", "Flat 3, 12A Baker Street",
    "12 rue de la Paix", "3/12 Smith St", "12 Main St #5", "#5 12 Main St",
    "Unit B 12 Main", "-", "n/a", "5th Avenue 12", "Highway 61", "12 1/2 Main St",
    "Musterweg 3 b", "Ленина 12", "東京都1-2-3", "12 Main St Floor 2", "12 N. Main St.",
    "12 North Main Street", "12 Main\nApt 4", "1 " * 12, "a b c d e f g h i j k",
    "Königstraße", "ул. Ленина, д. 5", "12 St. James Street", "221B Baker St",
    "King's Road 5", "\\", "100% Main [x] ^ `y`", "/ - #", "12 - - 14 / / x", "a-1/2-b",
]  # fmt: skip
COUNTRIES = [
    "US", "usa", "U.S.A.", "United Kingdom", "UK", "NO", "NA", "Deutschland", "Österreich",
    "Côte d’Ivoire", "россия", "xx", "n/a", None, None, "England", "México", "AU", "CA", "FR",
]  # fmt: skip
POSTAL_CODES = [
    "12345-6789", "123456789", "SW1A1AA", "sw1a 1aa", "K1A0B1", "D-12345", "1067", "00000",
    "2000", "800", "EC1", "n/a", "W1A 1AA", "12345 6789", "F-75001", None, "１２３４５",
]  # fmt: skip
GENDERS = ["F", "male", "W", "Herr", "x", "divers", "0", "1", "?", "féminin", None]


def hard_records(count: int = 600) -> list[dict[str, Any]]:
    """Rows with the columns of int_records_unioned."""

    def at(values: list[Any], number: int) -> Any:
        return values[number % len(values)]

    return [
        {
            "record_id": f"crm:{number}",
            "source_name": at(["crm", "shop", "pos"], number),
            "source_record_id": str(number),
            "given_name": at(NAMES, number) if number % 3 else None,
            "middle_name": at(NAMES, number * 5 + 2) if number % 7 == 0 else None,
            "family_name": at(NAMES, number * 3 + 1) if number % 4 else None,
            "full_name": at(NAMES, number * 7 + 3) if number % 2 else None,
            "date_of_birth": at(BIRTH_DATES, number),
            "email": at(EMAILS, number),
            "phone": at(PHONES, number),
            "street_address": at(ADDRESSES, number),
            "city": at(NAMES, number + 9),
            "region": at(NAMES, number + 11),
            "postal_code": at(POSTAL_CODES, number),
            "country": at(COUNTRIES, number * 3),
            "national_id": at(PHONES, number + 3),
            "gender": at(GENDERS, number),
            "loyalty_id": at(EMAILS, number + 1),
            "created_at": None,
            "updated_at": None,
        }
        for number in range(count)
    ]
