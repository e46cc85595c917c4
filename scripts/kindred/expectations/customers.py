"""What is expected of customers beyond their documentation.

Nobody is left out, and every golden value has the record that says so.
"""

from typing import Any

from kindred.expectations.suite import Expectation, Settings, of_row


def crosswalk_expectations(settings: Settings) -> list[Expectation]:
    """Of customer_crosswalk: there is somebody in it, and it misses no record."""
    return [
        Expectation(
            "missing_share",
            "The crosswalk has as many records as the sources together",
            value=(
                "cast(greatest(0, (select count(*) from {{ ref('int_records_unioned') }}) "
                "- count(*)) as {{ type_double() }}) "
                "/ greatest(1, (select count(*) from {{ ref('int_records_unioned') }}))"
            ),
            at_most=0.0,
        ),
        Expectation(
            "row_count",
            "There are records, and about as many as before",
            value="count(*)",
            at_least=1.0,
            usual=settings.usual("row_count"),
        ),
    ]


def provenance_expectations(manifest: Any) -> list[Expectation]:
    """Of customers: each golden value is in customer_attributes, from a record of theirs.

    The attributes are those that the documentation of customer_attributes lists.
    """
    return [
        Expectation(
            "unproven_share",
            f"A golden {attribute} is in customer_attributes, from a record of the customer",
            column=attribute,
            among=f"{of_row(attribute)} is not null",
            unexpected=(
                "not exists (select 1 from {{ ref('customer_attributes') }} as proof "
                "inner join {{ ref('customer_crosswalk') }} as owned "
                "on proof.record_id = owned.record_id "
                "and proof.customer_id = owned.customer_id "
                "where proof.customer_id = checked.customer_id "
                f"and proof.attribute = '{attribute}' "
                "and proof.decided_by is not null and proof.source_name is not null "
                "and proof.attribute_value "
                f"= cast({of_row(attribute)} as {{{{ dbt.type_string() }}}}))"
            ),
            at_most=0.0,
        )
        for attribute in _attributes(manifest)
    ]


def _attributes(manifest: Any) -> list[str]:
    for node in manifest.nodes.values():
        metadata = getattr(node, "test_metadata", None)
        if (
            metadata is not None
            and metadata.name == "accepted_values"
            and str(node.attached_node or "").endswith(".customer_attributes")
            and metadata.kwargs.get("column_name") == "attribute"
        ):
            return [str(value) for value in metadata.kwargs["values"]]
    return []
