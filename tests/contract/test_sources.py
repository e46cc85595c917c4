"""Sources as users meet them: switched off one by one, pointed at raw tables, at fault."""

import itertools
from pathlib import Path
from typing import Any

import pytest

from harness.engines import PROJECT_DIRECTORY, DbtFailedError, Engine
from harness.landed import ONLY_CRM, SOURCES, land, only

SWITCHES = tuple(f"{source}_enabled" for source in SOURCES if source != "file")
STAGED = {
    "crm_enabled": {
        "stg_crm__contacts",
        "stg_crm__leads",
        "stg_crm__accounts",
        "stg_crm__account_contacts",
        "stg_crm__account_relations",
        "stg_crm__lead_companies",
    },
    "shop_enabled": {
        "stg_shop__customers",
        "stg_shop__guest_orders",
        "stg_shop__orders",
        "stg_shop__order_lines",
        "stg_shop__refunds",
        "stg_shop__checkouts",
        "stg_shop__guest_checkouts",
    },
    "pos_enabled": {"stg_pos__members", "stg_pos__receipts", "stg_pos__stores"},
    "email_enabled": {
        "stg_email__profiles",
        "stg_email__list_memberships",
        "stg_email__events",
    },
    "support_enabled": {
        "stg_support__users",
        "stg_support__tickets",
        "stg_support__comments",
        "stg_support__calls",
        "stg_support__organizations",
        "stg_support__organization_users",
    },
    "social_enabled": {
        "stg_social__reviews",
        "stg_social__reviewers",
        "stg_social__mentions",
    },
    "web_enabled": {
        "stg_web__identifies",
        "stg_web__pages",
        "stg_web__screens",
        "stg_web__tracks",
        "stg_web__users",
    },
    "consent_enabled": {"stg_consent__events"},
    "shop_guest_enabled": {"stg_shop__guest_orders"},
    "shop_checkout_enabled": {"stg_shop__guest_checkouts"},
    "crm_lead_enabled": {"stg_crm__leads", "stg_crm__lead_companies"},
    "review_enabled": {"stg_social__reviewers"},
}


def model_names(manifest: Any) -> set[str]:
    return {node.name for node in manifest.nodes.values() if node.resource_type == "model"}


@pytest.mark.parametrize(
    "switches",
    [
        # each alone off, in few parses: two that share nothing, or all but one
        ("crm_enabled", "social_enabled"),
        ("shop_enabled", "email_enabled"),
        ("pos_enabled", "support_enabled"),
        ("consent_enabled", "shop_guest_enabled", "shop_checkout_enabled", "review_enabled"),
        ("web_enabled", "crm_lead_enabled"),
        tuple(switch for switch in SWITCHES if switch != "email_enabled"),
    ],
    ids=lambda switches: "-".join(switches).replace("_enabled", ""),
)
def test_sources_can_be_switched_off(duckdb: Engine, switches: tuple[str, ...]) -> None:
    names = model_names(duckdb.manifest(dict.fromkeys(switches, False)))
    staged = set().union(*STAGED.values())
    off = set().union(*(STAGED[switch] for switch in switches))
    assert names & staged == staged - off
    assert "customers" in names


@pytest.mark.slow
@pytest.mark.parametrize("sources", [("web", "email"), ("shop", "support", "social")], ids="-".join)
def test_a_few_sources_alone_build(
    duckdb: Engine, tmp_path: Path, sources: tuple[str, ...]
) -> None:
    """Every model is SQL that the engine runs, with the models of other sources gone; of no
    rows, as what rows become is tested where all sources are."""
    few = duckdb.sibling(duckdb.schema, tmp_path)
    switches = {f"{source}_enabled": source in sources for source in SOURCES}
    few.dbt(
        "build", "--empty", "--exclude-resource-type", "test",
        "--exclude-resource-type", "unit_test", variables=switches,
    )  # fmt: skip
    assert few.rows("customers") == []


def test_no_source_at_all_is_one_clear_error(duckdb: Engine) -> None:
    with pytest.raises(DbtFailedError) as caught:
        duckdb.manifest(dict.fromkeys(SWITCHES, False))
    assert "No source is switched on" in str(caught.value)
    assert "crm_enabled" in str(caught.value)


# ------------------------------------------------------------------ real raw tables


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """DuckDB with a warehouse of this module's own; its raw schema is landed anew."""
    return Engine("duckdb", tmp_path_factory.mktemp("own"), {})


@pytest.mark.slow
def test_columns_that_a_loader_left_out_are_null(own: Engine) -> None:
    land(
        own,
        """create table landed.contact as
        select '003a' as id, 'Lee' as last_name, 'a@example.com' as email,
            timestamp '2024-01-02 03:04:05' as created_date,
            timestamp '2024-01-02 03:04:05' as last_modified_date
        """,
    )
    # every model and unit test, as docs/your-data.md says: units too must find their inputs
    own.dbt("build", "--exclude-resource-type", "test", variables=ONLY_CRM)
    [record] = own.rows("int_records_unioned", "intermediate")
    assert record["record_id"] == "crm:003a"
    assert record["family_name"] == "Lee"
    assert record["given_name"] is None
    assert record["phone"] is None
    # tables that the CRM can do without and nobody landed
    assert own.rows("stg_crm__leads", "staging") == []
    assert own.rows("stg_crm__accounts", "staging") == []


def test_a_missing_required_column_is_named(own: Engine) -> None:
    land(own, "create table landed.contact as select '003a' as id, 'Lee' as last_name")
    with pytest.raises(DbtFailedError) as caught:
        own.dbt("run", "--select", "stg_crm__contacts", variables=ONLY_CRM)
    told = str(caught.value)
    assert "Source 'crm'" in told
    assert '"landed"."contact"' in told
    assert "email, created_date, last_modified_date" in told


def test_a_source_switched_on_without_its_table_is_named(own: Engine) -> None:
    land(own)
    with pytest.raises(DbtFailedError) as caught:
        own.dbt("run", "--select", "int_records_unioned", variables=ONLY_CRM)
    told = str(caught.value)
    for part in (
        "Source 'crm' is switched on",
        '"landed"."contact"',
        "crm_schema (now landed)",
        "var raw_tables as crm_contacts",
        "crm_enabled: false",
    ):
        assert part in told, told


def test_a_source_without_any_of_its_tables_is_named(own: Engine) -> None:
    land(own)
    with pytest.raises(DbtFailedError) as caught:
        own.dbt(
            "run", "--select", "stg_social__reviews",
            variables=only("social", social_schema="landed"),
        )  # fmt: skip
    told = str(caught.value)
    assert "2 faults" in told
    assert "Source 'social' is switched on, but there is no table" in told


def test_contradictions_are_told_all_at_once(own: Engine) -> None:
    variables = {
        "crm_enabled": "perhaps",
        "default_country": "usa",
        "raw_tables": {"pos_mitglieder": "x"},
    }
    with pytest.raises(DbtFailedError) as caught:
        own.dbt("run", "--select", "stg_pos__receipts", variables=variables)
    told = str(caught.value)
    for part in (
        "3 faults",
        "var crm_enabled is perhaps; true or false",
        "var default_country is usa",
        "var raw_tables names 'pos_mitglieder'",
        "pos_members",
    ):
        assert part in told, told


def test_faults_of_the_sources_are_told_before_any_model_fails(own: Engine) -> None:
    variables = {
        "sources": {
            "crm": {"records": "stg_crm__contacts", "prio": 1},
            "c:m": {"priority": True, "default_country": "Germany", "part_of": "erp"},
            "pos": "stg_pos__members",
        },
        "c:m_enabled": False,
    }
    with pytest.raises(DbtFailedError) as caught:
        own.dbt("parse", variables=variables)
    told = str(caught.value)
    for part in (
        "source 'crm': unknown key 'prio'",
        "source 'crm': priority is None",
        "source 'c:m': a name is lower-case letters",
        "source 'c:m': records is missing",
        "source 'c:m': priority is True",
        "source 'c:m': default_country is Germany",
        "source 'c:m': part_of is 'erp'",
        "source 'pos': found stg_pos__members",
    ):
        assert part in told, told


# --------------------------------------------------------------------- demo's own files


def test_seeds_hold_the_documented_columns() -> None:
    """A unit test's input has the seed's columns, so all documented ones must be there, but
    for those that are said not to be (meta.in_demo)."""
    yaml = pytest.importorskip("yaml")
    for path in sorted((PROJECT_DIRECTORY / "models" / "staging").glob("*/_*sources.yml")):
        for source, table in itertools.chain.from_iterable(
            ((source, table) for table in source["tables"])
            for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
        ):
            seed = PROJECT_DIRECTORY / "seeds" / "demo" / (f"{source['name']}_{table['name']}.csv")
            if source["name"] in ("file", "labels", "decisions"):
                continue
            header = seed.read_text(encoding="utf-8").split("\n", 1)[0].split(",")
            assert header == [
                column["name"]
                for column in table["columns"]
                if column["config"]["meta"].get("in_demo", True)
            ], seed.name
