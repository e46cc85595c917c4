"""How old the rows of a source may be: what its own table declares, in the demo and landed."""

import pytest
import yaml

from harness.engines import PROJECT_DIRECTORY, Engine

TABLES = {
    "consent": ("consent", "events"),
    "crm": ("crm", "contacts"),
    "crm_lead": ("crm", "leads"),
    "email": ("email", "profiles"),
    "pos": ("pos", "members"),
    "review": ("social", "reviews"),
    "shop": ("shop", "customers"),
    "shop_checkout": ("shop", "abandoned_checkouts"),
    "shop_guest": ("shop", "orders"),
    "shop_refunds": ("shop", "refunds"),
    "support": ("support", "users"),
    "support_calls": ("support", "calls"),
    "support_organizations": ("support", "organizations"),
    "web": ("web", "identifies"),
    "web_pages": ("web", "pages"),
}


@pytest.mark.parametrize("demo", [True, False])
def test_a_source_may_be_as_old_as_its_table_declares(duckdb: Engine, demo: bool) -> None:
    names = "'), ('".join([*TABLES, "elsewhere"])
    jinja = (
        "select name, {{ freshness_limit('name') }} "
        f"from (values ('{names}')) as names (name)"
    )  # fmt: skip
    # parsed with its own vars: what a model reads is told when the project is parsed
    compiled = duckdb.dbt(
        "compile", "--inline", jinja, "--no-populate-cache",
        variables=None if demo else {"demo": False},
    )  # fmt: skip
    limits = dict(duckdb.query(compiled.results[0].node.compiled_code))
    assert limits == {
        **{name: declared(*table) for name, table in TABLES.items()},
        "elsewhere": None,
    }
    assert {limits["shop_checkout"], limits["shop"], limits["review"]} == {30.0, 2.0}


def declared(source: str, table: str) -> float | None:
    """The warn_after of a raw table; all of the project's are in days."""
    path = PROJECT_DIRECTORY / "models" / "staging" / source / f"_{source}__sources.yml"
    [found] = yaml.safe_load(path.read_text("utf-8"))["sources"]
    [config] = [one.get("config", {}) for one in found["tables"] if one["name"] == table]
    after = config.get("freshness", {}).get("warn_after")
    assert after is None or after["period"] == "day"
    return None if after is None else float(after["count"])
