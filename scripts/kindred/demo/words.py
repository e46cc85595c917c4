"""Words that the demo company's people are made of: names, nicknames, places, numbers.

Lists are ordered by how common a word is: makers draw early words more often than late
ones. Phone numbers come from the ranges that regulators keep for fiction:

- US: 555-0100 to 555-0199 of each area code (North American Numbering Plan)
- GB: Ofcom's numbers for drama, 020 7946 0xxx, <area> 496 0xxx and, few because
  libphonenumber does not take them for valid, 07700 900xxx
- DE: the Bundesnetzagentur's numbers for media, 0176 040690xx, 0171 39200xx and five cities
"""

from __future__ import annotations


def listed(text: str) -> list[str]:
    """The words of a text between its commas."""
    return [" ".join(word.split()) for word in text.split(",")]


# formal name, gender, forms that the same person may give instead
GIVEN_NAMES_EN: list[tuple[str, str, tuple[str, ...]]] = [
    ("James", "m", ("Jim", "Jimmy", "Jamie")),
    ("Mary", "f", ("Molly", "Polly")),
    ("Michael", "m", ("Mike", "Mick")),
    ("Jennifer", "f", ("Jen", "Jenny")),
    ("Robert", "m", ("Bob", "Rob", "Bobby")),
    ("Elizabeth", "f", ("Liz", "Beth", "Betty", "Lizzie")),
    ("William", "m", ("Bill", "Will", "Billy", "Liam")),
    ("Patricia", "f", ("Pat", "Patty", "Tricia")),
    ("David", "m", ("Dave",)),
    ("Katherine", "f", ("Kate", "Kathy", "Katie")),
    ("Richard", "m", ("Dick", "Rick", "Rich")),
    ("Susan", "f", ("Sue", "Susie")),
    ("Joseph", "m", ("Joe", "Joey")),
    ("Margaret", "f", ("Peggy", "Maggie", "Meg")),
    ("Thomas", "m", ("Tom", "Tommy")),
    ("Jessica", "f", ("Jess", "Jessie")),
    ("Christopher", "m", ("Chris",)),
    ("Sarah", "f", ("Sally",)),
    ("Charles", "m", ("Charlie", "Chuck")),
    ("Karen", "f", ()),
    ("Daniel", "m", ("Dan", "Danny")),
    ("Nancy", "f", ()),
    ("Matthew", "m", ("Matt",)),
    ("Lisa", "f", ()),
    ("Anthony", "m", ("Tony",)),
    ("Rebecca", "f", ("Becky", "Becca")),
    ("Andrew", "m", ("Andy", "Drew")),
    ("Deborah", "f", ("Debbie", "Deb")),
    ("Edward", "m", ("Ed", "Ted", "Eddie")),
    ("Stephanie", "f", ("Steph",)),
    ("Steven", "m", ("Steve",)),
    ("Laura", "f", ()),
    ("Kenneth", "m", ("Ken", "Kenny")),
    ("Cynthia", "f", ("Cindy",)),
    ("Joshua", "m", ("Josh",)),
    ("Amanda", "f", ("Mandy",)),
    ("Benjamin", "m", ("Ben",)),
    ("Victoria", "f", ("Vicky", "Tori")),
    ("Samuel", "m", ("Sam",)),
    ("Samantha", "f", ("Sam",)),
    ("Gregory", "m", ("Greg",)),
    ("Emma", "f", ()),
    ("Alexander", "m", ("Alex", "Sandy")),
    ("Alexandra", "f", ("Alex", "Sandra")),
    ("Patrick", "m", ("Paddy", "Pat")),
    ("Olivia", "f", ("Liv",)),
    ("Nicholas", "m", ("Nick",)),
    ("Christina", "f", ("Tina", "Chris")),
    ("Jonathan", "m", ("Jon", "Jonny")),
    ("Grace", "f", ()),
    ("Timothy", "m", ("Tim",)),
    ("Abigail", "f", ("Abby",)),
    ("Ronald", "m", ("Ron", "Ronnie")),
    ("Theresa", "f", ("Terri", "Tess")),
    ("Raymond", "m", ("Ray",)),
    ("Hannah", "f", ()),
    ("Frederick", "m", ("Fred", "Freddie")),
    ("Charlotte", "f", ("Lottie",)),
    ("Harold", "m", ("Harry", "Hal")),
    ("Jacqueline", "f", ("Jackie",)),
    ("Oliver", "m", ("Ollie",)),
    ("Amelia", "f", ("Millie",)),
    ("José", "m", ("Pepe",)),
    ("Zoë", "f", ()),
    ("Seán", "m", ()),
    ("María José", "f", ("María",)),
    ("André", "m", ()),
    ("Siobhán", "f", ()),
    ("Mohammed", "m", ("Mo",)),
    ("Priya", "f", ()),
    ("Wei", "m", ()),
    ("Aisha", "f", ()),
]

GIVEN_NAMES_DE: list[tuple[str, str, tuple[str, ...]]] = [
    ("Thomas", "m", ("Tom",)),
    ("Anna", "f", ()),
    ("Michael", "m", ("Micha",)),
    ("Katharina", "f", ("Kathi", "Katja")),
    ("Andreas", "m", ("Andi",)),
    ("Sabine", "f", ()),
    ("Wolfgang", "m", ("Wolf",)),
    ("Christine", "f", ("Christl",)),
    ("Jürgen", "m", ()),
    ("Ursula", "f", ("Uschi",)),
    ("Johannes", "m", ("Hannes",)),
    ("Elisabeth", "f", ("Lisa", "Elli")),
    ("Matthias", "m", ("Matze",)),
    ("Susanne", "f", ("Susi",)),
    ("Stefan", "m", ()),
    ("Julia", "f", ()),
    ("Alexander", "m", ("Alex",)),
    ("Monika", "f", ("Moni",)),
    ("Sebastian", "m", ("Basti",)),
    ("Gabriele", "f", ("Gabi",)),
    ("Jörg", "m", ()),
    ("Margarete", "f", ("Grete",)),
    ("Maximilian", "m", ("Max",)),
    ("Käthe", "f", ()),
    ("Karl-Heinz", "m", ("Karl",)),
    ("Anneliese", "f", ("Anne",)),
    ("Günther", "m", ()),
    ("Maria", "f", ()),
    ("Björn", "m", ()),
    ("Jana", "f", ()),
    ("Łukasz", "m", ()),
    ("Ayşe", "f", ()),
]

FAMILY_NAMES_US: list[str] = listed(
    """
    Smith, Johnson, Williams, Brown, Jones, Garcia, Miller, Davis, Rodriguez, Martinez,
    Hernandez, Lopez, Wilson, Anderson, Taylor, Moore, Jackson, Martin, Lee, Thompson,
    White, Harris, Clark, Lewis, Robinson, Walker, Young, Allen, King, Wright, Scott,
    Torres, Nguyen, Hill, Flores, Green, Adams, Nelson, Baker, Hall, Rivera, Campbell,
    Mitchell, Carter, Roberts, Gomez, Phillips, Evans, Turner, Diaz, Parker, Cruz,
    Edwards, Collins, Reyes, Stewart, Morris, Morales, Murphy, Cook, Rogers, Ortiz,
    Morgan, Cooper, Peterson, Bailey, Reed, Kelly, Howard, Ramos, Kim, Cox, Ward,
    Richardson, Watson, Brooks, Chavez, Wood, Bennett, Gray, Mendoza, Ruiz, Hughes,
    Price, Alvarez, Castillo, Sanders, Patel, Myers, Long, Ross, Foster, O'Brien,
    O'Connor, D'Angelo, McDonald, MacKenzie, Fitzgerald, Nuñez, Peña, Núñez, Kowalski,
    Lindqvist, Haraldsen, Abernathy, Buchanan, Delacroix, Esposito, Fairweather,
    Gallagher, van der Berg, de la Cruz, St. John, Garcia-Lopez, Li, Zhang
    """
)

FAMILY_NAMES_GB: list[str] = listed(
    """
    Smith, Jones, Taylor, Brown, Williams, Wilson, Johnson, Davies, Patel, Robinson,
    Wright, Thompson, Evans, Walker, White, Roberts, Green, Hall, Wood, Harris, Martin,
    Jackson, Clarke, Turner, Hill, Cooper, Ward, Moore, Morris, Hughes, Edwards, Watson,
    Harrison, Baker, Khan, Ahmed, Begum, Allen, Parker, Bennett, Carter, Griffiths,
    Shaw, Ellis, Marshall, Murray, Simpson, Gibson, MacDonald, O'Neill, Pemberton,
    Ashworth, Thistlewood, Cholmondeley, Featherstone, Okonkwo, Singh, Kaur, Hussain,
    Llewellyn, Pritchard, Sinclair, Urquhart, Wetherby, Smith-Jones, Bowes Lyon, de
    Souza
    """
)

FAMILY_NAMES_DE: list[str] = listed(
    """
    Müller, Schmidt, Schneider, Fischer, Weber, Meyer, Wagner, Becker, Schulz, Hoffmann,
    Schäfer, Koch, Bauer, Richter, Klein, Wolf, Schröder, Neumann, Schwarz, Zimmermann,
    Braun, Krüger, Hofmann, Hartmann, Lange, Schmitt, Werner, Krause, Meier, Lehmann,
    Köhler, Weiß, Jäger, Groß, Böhm, Vogel, Yılmaz, Kaya, Nowak, Großkopf, Überreiter,
    Möllenhauer, Strauß, von Hohenfels, zu Hollenstedt-Lenz, Müller-Lüdenscheid
    """
)

TWIN_NAMES: list[tuple[str, str, str]] = [
    ("Emma", "Emily", "f"),
    ("Daniel", "David", "m"),
    ("Olivia", "Sophia", "f"),
    ("James", "John", "m"),
    ("Hannah", "Helen", "f"),
    ("Lukas", "Jonas", "m"),
    ("Mia", "Lia", "f"),
    ("Jacob", "Joshua", "m"),
]

# city, region as written, region code, postal prefix, phone areas
CITIES_US: list[tuple[str, str, str, str, tuple[str, ...]]] = [
    ("New York", "New York", "NY", "100", ("212", "646")),
    ("Los Angeles", "California", "CA", "900", ("213", "310")),
    ("Chicago", "Illinois", "IL", "606", ("312", "773")),
    ("Houston", "Texas", "TX", "770", ("713", "281")),
    ("Phoenix", "Arizona", "AZ", "850", ("602", "480")),
    ("Philadelphia", "Pennsylvania", "PA", "191", ("215", "267")),
    ("San Diego", "California", "CA", "921", ("619", "858")),
    ("Dallas", "Texas", "TX", "752", ("214", "972")),
    ("Austin", "Texas", "TX", "787", ("512",)),
    ("Columbus", "Ohio", "OH", "432", ("614",)),
    ("Seattle", "Washington", "WA", "981", ("206",)),
    ("Denver", "Colorado", "CO", "802", ("303",)),
    ("Boston", "Massachusetts", "MA", "021", ("617",)),
    ("Portland", "Oregon", "OR", "972", ("503",)),
    ("Minneapolis", "Minnesota", "MN", "554", ("612",)),
    ("Atlanta", "Georgia", "GA", "303", ("404",)),
    ("St. Louis", "Missouri", "MO", "631", ("314",)),
    ("Springfield", "Illinois", "IL", "627", ("217",)),
    ("Springfield", "Massachusetts", "MA", "011", ("413",)),
    ("Salt Lake City", "Utah", "UT", "841", ("801",)),
]

CITIES_GB: list[tuple[str, str, str, str, tuple[str, ...]]] = [
    ("London", "Greater London", "LND", "SE", ("20 7946 0",)),
    ("London", "Greater London", "LND", "NW", ("20 7946 0",)),
    ("Leeds", "West Yorkshire", "WYK", "LS", ("113 496 0",)),
    ("Sheffield", "South Yorkshire", "SYK", "S", ("114 496 0",)),
    ("Nottingham", "Nottinghamshire", "NTT", "NG", ("115 496 0",)),
    ("Bristol", "Bristol", "BST", "BS", ("117 496 0",)),
    ("Birmingham", "West Midlands", "BIR", "B", ("121 496 0",)),
    ("Edinburgh", "Midlothian", "EDH", "EH", ("131 496 0",)),
    ("Glasgow", "Lanarkshire", "GLG", "G", ("141 496 0",)),
    ("Liverpool", "Merseyside", "LIV", "L", ("151 496 0",)),
    ("Manchester", "Greater Manchester", "MAN", "M", ("161 496 0",)),
]

CITIES_DE: list[tuple[str, str, str, str, tuple[str, ...]]] = [
    ("Berlin", "Berlin", "BE", "10", ("30 23125",)),
    ("Hamburg", "Hamburg", "HH", "20", ("40 66969",)),
    ("München", "Bayern", "BY", "80", ("89 99998",)),
    ("Köln", "Nordrhein-Westfalen", "NW", "50", ("221 4710",)),
    ("Frankfurt am Main", "Hessen", "HE", "60", ("69 90009",)),
]

STREETS_US: list[str] = listed(
    """
    Main, Oak, Maple, Cedar, Elm, Washington, Park, Lake, Hill, Walnut, Spring, North,
    Ridge, Church, Willow, Meadow, Sunset, Railroad, Jackson, Highland, Forest,
    Franklin, Chestnut, Lincoln, River, Pine, Madison, Jefferson, Dogwood, Magnolia,
    Hickory, Sycamore, Martin Luther King, Old Mill, Second, 5th
    """
)

STREET_TYPES_US: list[tuple[str, str]] = [
    ("Street", "St"),
    ("Avenue", "Ave"),
    ("Road", "Rd"),
    ("Drive", "Dr"),
    ("Lane", "Ln"),
    ("Boulevard", "Blvd"),
    ("Court", "Ct"),
]

STREETS_GB: list[str] = [
    "High Street",
    "Station Road",
    "Church Lane",
    "Victoria Road",
    "Park Road",
    "The Green",
    "Mill Lane",
    "Queens Road",
    "Kings Avenue",
    "Manor Close",
    "School Lane",
    "Albert Street",
    "Grange Road",
    "Chapel Street",
    "Springfield Road",
    "St John's Crescent",
]

STREETS_DE: list[str] = [
    "Hauptstraße",
    "Bahnhofstraße",
    "Gartenstraße",
    "Schulstraße",
    "Lindenweg",
    "Goethestraße",
    "Mühlweg",
    "Am Kirchplatz",
    "Schillerstraße",
    "Bergstraße",
    "Rosenweg",
    "Königsallee",
]

MAIL_PROVIDERS: dict[str, list[str]] = {
    "US": ["gmail.com", "yahoo.com", "outlook.com", "icloud.com", "aol.com", "example.com"],
    "GB": ["gmail.com", "hotmail.co.uk", "outlook.com", "btinternet.com", "example.org"],
    "DE": ["gmx.de", "web.de", "gmail.com", "t-online.de", "example.net"],
}

# companies whose staff give the switchboard's number and one mailbox
COMPANIES: list[tuple[str, str, str]] = [
    ("Harbor Light Dental", "info@harborlightdental.example.com", "US"),
    ("Quill & Compass Books", "office@quillandcompass.example.com", "US"),
    ("Thistle Removals Ltd", "info@thistleremovals.example.org", "GB"),
    ("Bäckerei Sonnenkorn", "kontakt@sonnenkorn.example.net", "DE"),
    ("Cinder Ridge Roofing", "sales@cinderridge.example.com", "US"),
]

# what a till's clerk types when the customer will not say
PLACEHOLDER_EMAILS: list[str] = [
    "noemail@example.com",
    "noemail@example.com",
    "noemail@example.com",
    "noemail@example.com",
    "NOEMAIL@EXAMPLE.COM",
    "none@none.com",
    "test@test.com",
]
PLACEHOLDER_PHONES: list[str] = ["0000000000", "555-555-5555", "9999999999", "1234567890"]
PLACEHOLDER_BIRTH_DATES: list[str] = ["01/01/1900", "1900-01-01", "01.01.1900"]

# ------------------------------------------------------- a company of any size needs more

NAME_STARTS: list[str] = listed(
    """
    Al, Bar, Ber, Bran, Cal, Car, Cor, Dal, Dan, Del, El, Fen, Gar, Gil, Hal, Har, Jan, Kel,
    Kir, Lan, Lor, Mal, Mar, Mel, Nor, Or, Pal, Ren, Ros, Sal, Sel, Tam, Tor, Val, Ver, Wil
    """
)
GIVEN_NAME_ENDS: list[str] = listed(
    "a, an, da, den, dine, na, lan, la, lene, lin, mon, nie, ra, ric, ton"
)
FAMILY_NAME_MIDDLES: list[str] = listed("a, den, der, e, en, er, i, in, ing, o, on, ter, wen")
FAMILY_NAME_ENDS: list[str] = listed(
    """
    berg, by, dale, der, field, ford, gate, ham, house, kin, land, ley, man, mann, mond,
    mont, ner, sen, shaw, sky, son, stein, stone, strom, ton, vale, ville, well, wick, wood
    """
)
CITY_ENDS: dict[str, list[str]] = {
    "US": ["ton", "ville", "field", "burg", "port", " Falls", " Grove", " Heights"],
    "GB": ["bury", "mouth", "stead", "combe", "leigh", " Green", " Vale"],
    "DE": ["hausen", "dorf", "heim", "burg", "bach", "stadt", "rode"],
}
STREET_ENDS: dict[str, list[str]] = {
    "GB": [" Road", " Street", " Lane", " Close", " Avenue"],
    "DE": ["straße", "weg", "allee", "gasse"],
}

# area codes of the United States, each of which keeps 555-0100 to 555-0199 for fiction
US_AREA_CODES: list[str] = listed(
    """
    201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224,
    225, 228, 229, 231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270,
    276, 281, 301, 302, 303, 304, 305, 307, 308, 309, 310, 312, 313, 314, 315, 316, 317, 318,
    319, 320, 321, 323, 325, 330, 334, 336, 337, 347, 352, 360, 361, 386, 401, 402, 404, 405,
    406, 407, 408, 409, 410, 412, 413, 414, 415, 417, 419, 423, 425, 432, 434, 435, 440, 443,
    469, 478, 479, 480, 501, 502, 503, 504, 505, 507, 508, 509, 510, 512, 513, 515, 516, 517,
    518, 520, 530, 540, 541, 559, 561, 562, 563, 570, 573, 574, 580, 585, 586, 601, 602, 603
    """
)

# a person in her own script and as she is written abroad: given names with gender, and
# family names for a man and a woman
NATIVE_NAMES: dict[str, tuple[list[tuple[str, str, str]], list[tuple[str, str, str, str]]]] = {
    "ru": (
        [
            ("Anna", "Анна", "f"),
            ("Olga", "Ольга", "f"),
            ("Svetlana", "Светлана", "f"),
            ("Dmitri", "Дмитрий", "m"),
            ("Sergei", "Сергей", "m"),
        ],
        [
            ("Ivanov", "Иванов", "Ivanova", "Иванова"),
            ("Petrov", "Петров", "Petrova", "Петрова"),
            ("Sokolov", "Соколов", "Sokolova", "Соколова"),
            ("Kuznetsov", "Кузнецов", "Kuznetsova", "Кузнецова"),
        ],
    ),
    "uk": (
        [("Oksana", "Оксана", "f"), ("Iryna", "Ірина", "f"), ("Mykola", "Микола", "m")],
        [
            ("Shevchenko", "Шевченко", "Shevchenko", "Шевченко"),
            ("Bondarenko", "Бондаренко", "Bondarenko", "Бондаренко"),
            ("Kovalchuk", "Ковальчук", "Kovalchuk", "Ковальчук"),
        ],
    ),
    "el": (
        [("Eleni", "Ελένη", "f"), ("Maria", "Μαρία", "f"), ("Giorgos", "Γιώργος", "m")],
        [
            ("Papadopoulos", "Παπαδόπουλος", "Papadopoulou", "Παπαδοπούλου"),
            ("Nikolaidis", "Νικολαΐδης", "Nikolaidou", "Νικολαΐδου"),
        ],
    ),
    "zh": (
        [("Wei", "伟", "m"), ("Fang", "芳", "f"), ("Min", "敏", "f"), ("Jun", "军", "m")],
        [
            ("Zhang", "张", "Zhang", "张"),
            ("Wang", "王", "Wang", "王"),
            ("Chen", "陈", "Chen", "陈"),
        ],
    ),
    "ja": (
        [("Haruka", "遥", "f"), ("Kenji", "健二", "m"), ("Yuki", "由紀", "f")],
        [("Tanaka", "田中", "Tanaka", "田中"), ("Suzuki", "鈴木", "Suzuki", "鈴木")],
    ),
    "ar": (
        [("Fatima", "فاطمة", "f"), ("Omar", "عمر", "m"), ("Layla", "ليلى", "f")],
        [("Haddad", "حداد", "Haddad", "حداد"), ("Mansour", "منصور", "Mansour", "منصور")],
    ),
}

PRODUCT_MATERIALS: list[str] = listed(
    "Linen, Wool, Oak, Canvas, Enamel, Cotton, Leather, Copper, Walnut, Recycled"
)
# thing, kind, price in cents
PRODUCT_THINGS: list[tuple[str, str, int]] = [
    ("Blanket", "home", 5900),
    ("Lamp", "home", 7400),
    ("Mug", "kitchen", 1400),
    ("Jacket", "clothing", 12900),
    ("Backpack", "outdoor", 8900),
    ("Kettle", "kitchen", 4900),
    ("Shirt", "clothing", 3900),
    ("Tent", "outdoor", 24900),
    ("Stool", "furniture", 9900),
    ("Bottle", "outdoor", 2400),
    ("Apron", "kitchen", 2900),
    ("Desk", "furniture", 34900),
    ("Cushion", "home", 2700),
    ("Boots", "clothing", 14900),
    ("Bowl", "kitchen", 1900),
    ("Hammock", "outdoor", 7900),
]

# what people write to a shop: topic, language, feeling (-1 cross, 0 plain, 1 glad), subject,
# openings, details, closings; {product} and {city} are filled in
# topic, language, feeling: what is written about, each as often; letters.py has the words
PHRASES: list[tuple[str, str, int]] = [
    ("delivery", "en", -1),
    ("refund", "en", -1),
    ("product", "en", 0),
    ("account", "en", 0),
    ("privacy", "en", 0),
    ("praise", "en", 1),
    ("delivery", "de", -1),
    ("refund", "de", -1),
    ("product", "de", 0),
    ("privacy", "de", 0),
    ("praise", "de", 1),
]

USER_AGENTS: list[str] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0",
]
