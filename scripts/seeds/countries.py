"""Write seeds/config/country_names.csv: one row per way of writing a country.

ISO 3166-1 codes, English names, and the native and short names that address forms hold.
The name is the key form of fold_text: ASCII lower case, single spaces.

Run: python scripts/seeds/countries.py
"""

import csv
import unicodedata
from pathlib import Path

TARGET = Path(__file__).parents[2] / "seeds" / "config" / "country_names.csv"

COUNTRIES = """
AD AND Andorra
AE ARE United Arab Emirates|UAE|Emirates|Dubai
AF AFG Afghanistan
AG ATG Antigua and Barbuda
AI AIA Anguilla
AL ALB Albania
AM ARM Armenia
AO AGO Angola
AQ ATA Antarctica
AR ARG Argentina
AS ASM American Samoa
AT AUT Austria|Österreich|Oesterreich|Autriche
AU AUS Australia
AW ABW Aruba
AX ALA Åland Islands|Åland
AZ AZE Azerbaijan
BA BIH Bosnia and Herzegovina|Bosnia|Bosna i Hercegovina
BB BRB Barbados
BD BGD Bangladesh
BE BEL Belgium|België|Belgique|Belgien
BF BFA Burkina Faso
BG BGR Bulgaria|България
BH BHR Bahrain
BI BDI Burundi
BJ BEN Benin
BL BLM Saint Barthélemy
BM BMU Bermuda
BN BRN Brunei|Brunei Darussalam
BO BOL Bolivia
BQ BES Bonaire, Sint Eustatius and Saba|Caribbean Netherlands
BR BRA Brazil|Brasil|Brasilien
BS BHS Bahamas|The Bahamas
BT BTN Bhutan
BV BVT Bouvet Island
BW BWA Botswana
BY BLR Belarus|Беларусь
BZ BLZ Belize
CA CAN Canada|Kanada
CC CCK Cocos (Keeling) Islands|Cocos Islands
CD COD Congo (Kinshasa)|Democratic Republic of the Congo|DR Congo|DRC
CF CAF Central African Republic
CG COG Congo|Republic of the Congo|Congo (Brazzaville)
CH CHE Switzerland|Schweiz|Suisse|Svizzera|Swiss
CI CIV Côte d'Ivoire|Ivory Coast
CK COK Cook Islands
CL CHL Chile
CM CMR Cameroon
CN CHN China|PR China|People's Republic of China|PRC|Mainland China
CO COL Colombia
CR CRI Costa Rica
CU CUB Cuba
CV CPV Cabo Verde|Cape Verde
CW CUW Curaçao
CX CXR Christmas Island
CY CYP Cyprus|Κύπρος
CZ CZE Czechia|Czech Republic|Česko|Česká republika|Tschechien
DE DEU Germany|Deutschland|Allemagne|Alemania|Germania|Federal Republic of Germany|Bundesrepublik Deutschland|BRD|Ger
DJ DJI Djibouti
DK DNK Denmark|Danmark|Dänemark
DM DMA Dominica
DO DOM Dominican Republic|República Dominicana
DZ DZA Algeria|Algérie
EC ECU Ecuador
EE EST Estonia|Eesti
EG EGY Egypt
EH ESH Western Sahara
ER ERI Eritrea
ES ESP Spain|España|Spanien|Espagne
ET ETH Ethiopia
FI FIN Finland|Suomi|Finnland
FJ FJI Fiji
FK FLK Falkland Islands
FM FSM Micronesia
FO FRO Faroe Islands
FR FRA France|Frankreich|Francia|République française
GA GAB Gabon
GB GBR United Kingdom|UK|U.K.|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|United Kingdom of Great Britain and Northern Ireland|Großbritannien|Vereinigtes Königreich|Royaume-Uni|Angleterre|Reino Unido
GD GRD Grenada
GE GEO Georgia (Country)|Sakartvelo
GF GUF French Guiana
GG GGY Guernsey
GH GHA Ghana
GI GIB Gibraltar
GL GRL Greenland
GM GMB Gambia|The Gambia
GN GIN Guinea
GP GLP Guadeloupe
GQ GNQ Equatorial Guinea
GR GRC Greece|Hellas|Ελλάδα|Griechenland
GS SGS South Georgia and the South Sandwich Islands
GT GTM Guatemala
GU GUM Guam
GW GNB Guinea-Bissau
GY GUY Guyana
HK HKG Hong Kong|Hong Kong SAR
HM HMD Heard Island and McDonald Islands
HN HND Honduras
HR HRV Croatia|Hrvatska|Kroatien
HT HTI Haiti
HU HUN Hungary|Magyarország|Ungarn
ID IDN Indonesia
IE IRL Ireland|Éire|Republic of Ireland|Irland
IL ISR Israel
IM IMN Isle of Man
IN IND India|Bharat
IO IOT British Indian Ocean Territory
IQ IRQ Iraq
IR IRN Iran|Islamic Republic of Iran
IS ISL Iceland|Ísland
IT ITA Italy|Italia|Italien|Italie
JE JEY Jersey
JM JAM Jamaica
JO JOR Jordan
JP JPN Japan|日本|Nippon
KE KEN Kenya
KG KGZ Kyrgyzstan
KH KHM Cambodia
KI KIR Kiribati
KM COM Comoros
KN KNA Saint Kitts and Nevis
KP PRK North Korea|Democratic People's Republic of Korea
KR KOR South Korea|Korea|Republic of Korea
KW KWT Kuwait
KY CYM Cayman Islands
KZ KAZ Kazakhstan|Казахстан
LA LAO Laos
LB LBN Lebanon
LC LCA Saint Lucia
LI LIE Liechtenstein
LK LKA Sri Lanka
LR LBR Liberia
LS LSO Lesotho
LT LTU Lithuania|Lietuva
LU LUX Luxembourg|Luxemburg
LV LVA Latvia|Latvija
LY LBY Libya
MA MAR Morocco|Maroc
MC MCO Monaco
MD MDA Moldova
ME MNE Montenegro|Crna Gora
MF MAF Saint Martin
MG MDG Madagascar
MH MHL Marshall Islands
MK MKD North Macedonia|Macedonia
ML MLI Mali
MM MMR Myanmar|Burma
MN MNG Mongolia
MO MAC Macao|Macau
MP MNP Northern Mariana Islands
MQ MTQ Martinique
MR MRT Mauritania
MS MSR Montserrat
MT MLT Malta
MU MUS Mauritius
MV MDV Maldives
MW MWI Malawi
MX MEX Mexico|México
MY MYS Malaysia
MZ MOZ Mozambique
NA NAM Namibia
NC NCL New Caledonia
NE NER Niger
NF NFK Norfolk Island
NG NGA Nigeria
NI NIC Nicaragua
NL NLD Netherlands|The Netherlands|Nederland|Holland|Niederlande|Pays-Bas
NO NOR Norway|Norge|Norwegen
NP NPL Nepal
NR NRU Nauru
NU NIU Niue
NZ NZL New Zealand|Aotearoa
OM OMN Oman
PA PAN Panama|Panamá
PE PER Peru|Perú
PF PYF French Polynesia
PG PNG Papua New Guinea
PH PHL Philippines|The Philippines
PK PAK Pakistan
PL POL Poland|Polska|Polen
PM SPM Saint Pierre and Miquelon
PN PCN Pitcairn
PR PRI Puerto Rico
PS PSE Palestine|State of Palestine
PT PRT Portugal
PW PLW Palau
PY PRY Paraguay
QA QAT Qatar
RE REU Réunion
RO ROU Romania|România|Rumänien
RS SRB Serbia|Srbija|Србија
RU RUS Russia|Russian Federation|Россия|Russland
RW RWA Rwanda
SA SAU Saudi Arabia|KSA
SB SLB Solomon Islands
SC SYC Seychelles
SD SDN Sudan
SE SWE Sweden|Sverige|Schweden
SG SGP Singapore
SH SHN Saint Helena
SI SVN Slovenia|Slovenija
SJ SJM Svalbard and Jan Mayen
SK SVK Slovakia|Slovensko
SL SLE Sierra Leone
SM SMR San Marino
SN SEN Senegal
SO SOM Somalia
SR SUR Suriname
SS SSD South Sudan
ST STP São Tomé and Príncipe
SV SLV El Salvador
SX SXM Sint Maarten
SY SYR Syria
SZ SWZ Eswatini|Swaziland
TC TCA Turks and Caicos Islands
TD TCD Chad
TF ATF French Southern Territories
TG TGO Togo
TH THA Thailand
TJ TJK Tajikistan
TK TKL Tokelau
TL TLS Timor-Leste|East Timor
TM TKM Turkmenistan
TN TUN Tunisia
TO TON Tonga
TR TUR Turkey|Türkiye|Türkei
TT TTO Trinidad and Tobago|Trinidad
TV TUV Tuvalu
TW TWN Taiwan|Republic of China
TZ TZA Tanzania
UA UKR Ukraine|Україна
UG UGA Uganda
UM UMI United States Minor Outlying Islands
US USA United States|United States of America|U.S.|U.S.A.|America|The United States|Estados Unidos|Vereinigte Staaten|États-Unis|EE.UU.|EEUU
UY URY Uruguay
UZ UZB Uzbekistan
VA VAT Vatican City|Holy See|Vatican
VC VCT Saint Vincent and the Grenadines
VE VEN Venezuela
VG VGB British Virgin Islands
VI VIR US Virgin Islands|United States Virgin Islands
VN VNM Vietnam|Viet Nam
VU VUT Vanuatu
WF WLF Wallis and Futuna
WS WSM Samoa
XK XKX Kosovo
YE YEM Yemen
YT MYT Mayotte
ZA ZAF South Africa|RSA
ZM ZMB Zambia
ZW ZWE Zimbabwe
"""
TRANSLITERATED = {
    "Беларусь": "belarus", "България": "bulgariya", "Казахстан": "kazakhstan",
    "Россия": "rossiya", "Србија": "srbija", "Україна": "ukraina", "Κύπρος": "kypros",
    "Ελλάδα": "ellada", "日本": "日本",
}  # fmt: skip


def key_of(name: str) -> str:
    """The key form, for the names above (fold_text does it for any text)."""
    if name in TRANSLITERATED:
        return TRANSLITERATED[name]
    text = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss").replace("'", ""))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())


def main() -> None:
    """Write the seed."""
    keys: dict[str, str] = {}
    for line in COUNTRIES.strip().splitlines():
        alpha2, alpha3, names = line.split(" ", 2)
        for text in [alpha2, alpha3, *names.split("|")]:
            key = key_of(text)
            if keys.setdefault(key, alpha2) != alpha2:
                raise SystemExit(f"countries: {text!r} is {keys[key]} and {alpha2}")
    with TARGET.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["country_name_key", "country"])
        writer.writerows(sorted(keys.items()))
    print(f"{TARGET.name}: {len(keys)} rows")


if __name__ == "__main__":
    main()
