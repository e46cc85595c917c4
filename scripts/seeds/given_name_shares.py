"""Write seeds/config/given_name_shares.csv: how often a name is a given name, not a family one.

The frequencies are those of the 1990 census of the United States (U.S. Census Bureau, "Frequently
Occurring Surnames from Census 1990", public domain), as the `names` package (MIT) holds them,
which is needed only to run this script. Listed are the given names of the census, its family names
that one in 25,000 people has or more, and those of nickname_groups.csv that it knows as family names:
Smith is a short form of none.

Run: python scripts/seeds/given_name_shares.py
"""

import csv
from importlib.resources import files
from pathlib import Path

CONFIG = Path(__file__).parents[2] / "seeds" / "config"
TARGET = CONFIG / "given_name_shares.csv"


FREQUENT_PERCENT = 0.004


def _percents(list_name: str) -> dict[str, float]:
    """Share of each name among the people of a list, in percent."""
    lines = files("names").joinpath(f"dist.{list_name}").read_text("ascii").splitlines()
    rows = (line.split() for line in lines if line.strip())
    return {name.lower(): float(percent) for name, percent, *_ in rows}


def main() -> None:
    """Write the seed."""
    male, female = _percents("male.first"), _percents("female.first")
    family = _percents("all.last")
    with (CONFIG / "nickname_groups.csv").open(encoding="utf-8", newline="") as file:
        nicknames = {name for row in csv.DictReader(file) for name in row.values()}
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["name_key", "given_share"])
        frequent = {name for name, percent in family.items() if percent >= FREQUENT_PERCENT}
        for name in sorted(male.keys() | female.keys() | frequent | (nicknames & family.keys())):
            given = (male.get(name, 0.0) + female.get(name, 0.0)) / 2
            # the lists end where a name is rarer than one in twenty thousand, or a million
            share = given / (given + family[name]) if family.get(name) else 1.0
            writer.writerow([name, f"{share:.2f}"])


if __name__ == "__main__":
    main()
