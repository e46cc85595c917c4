"""Raw tables as a loader lands them, and a project that reads those of few sources alone."""

from harness.engines import Engine

SOURCES = ("crm", "shop", "pos", "web", "email", "support", "social", "consent", "file")


def only(*sources: str, **variables: object) -> dict[str, object]:
    """Vars of a project that is no demo and has these sources alone, and others besides.

    Tests that have the same ones share a parsed project.
    """
    switches = {f"{source}_enabled": source in sources for source in SOURCES}
    return {"demo": False, **switches, **variables}


ONLY_CRM = only("crm", crm_schema="landed", raw_tables={"crm_contacts": "contact"})
ONLY_FILE = only("file", file_schema="landed")


def land(engine: Engine, *statements: str) -> None:
    """Make the schema landed anew, with raw tables in it."""
    warehouse = engine.connect()
    try:
        warehouse.execute("drop schema if exists landed cascade")
        warehouse.execute("create schema landed")
        for sql in statements:
            warehouse.execute(sql)
    finally:
        warehouse.close()
