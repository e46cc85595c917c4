"""The tables of the demo company: their order, key and earlier versions."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Table:
    """One table that the demo company leaves.

    Attributes:
        name: `<source>_<table>`, as seeds and sources have it.
        key: Columns that tell its rows apart.
        order: Columns that a file is ordered by; ends in the key.
        earlier: Columns that were another way before the row was changed, with the SQL of
            the earlier value; a row that never changes has none.
        is_json: Written as JSON lines, whatever the format of the others.
    """

    name: str
    key: tuple[str, ...]
    order: tuple[str, ...] = ()
    earlier: dict[str, str] = field(default_factory=dict)
    is_json: bool = False

    @property
    def ordering(self) -> str:
        """The SQL of the order of a file."""
        return ", ".join(f'"{column}"' for column in (*self.order, *self.key))


SOURCE_TABLES = (
    Table(
        "crm_contacts",
        ("id",),
        earlier={
            "last_modified_date": "created_date",
            "_fivetran_synced": "x_first_at",
            "last_name": "x_first_last_name",
            "email": "x_first_email",
            "phone": "x_first_phone",
            "mobile_phone": "x_first_mobile_phone",
            "mailing_street": "x_first_street",
            "mailing_city": "x_first_city",
            "mailing_state": "x_first_state",
            "mailing_postal_code": "x_first_postal_code",
            "loyalty_number_c": "x_first_card",
            "is_deleted": "false",
        },
    ),
    Table("crm_accounts", ("id",)),
    Table("crm_account_contact_relations", ("id",)),
    Table(
        "crm_leads",
        ("id",),
        earlier={
            "last_modified_date": "created_date",
            "_fivetran_synced": "x_first_at",
            "status": "'Open - Not Contacted'",
            "is_converted": "false",
            "converted_date": "null",
            "converted_contact_id": "null",
            "converted_account_id": "null",
        },
    ),
    Table(
        "shop_customers",
        ("id",),
        earlier={
            "updated_at": "created_at",
            "last_name": "x_first_last_name",
            "email": "x_first_email",
            "phone": "x_first_phone",
            "default_address__phone": "x_first_address_phone",
            "default_address__address1": "x_first_address1",
            "default_address__address2": "x_first_address2",
            "default_address__city": "x_first_city",
            "default_address__province_code": "x_first_province_code",
            "default_address__zip": "x_first_zip",
            "state": "'invited'",
        },
    ),
    Table(
        "shop_orders",
        ("id",),
        order=("created_at",),
        earlier={"financial_status": "'paid'", "cancelled_at": "null"},
    ),
    Table("shop_order_lines", ("id",), order=("order_id",)),
    Table("shop_refunds", ("id",), order=("created_at",)),
    Table(
        "shop_abandoned_checkouts",
        ("id",),
        order=("created_at",),
        earlier={"updated_at": "created_at", "completed_at": "null"},
    ),
    Table(
        "pos_members",
        ("member_id",),
        earlier={
            "updated_at": "enrolled_at",
            "full_name": "x_first_full_name",
            "email": "x_first_email",
            "phone": "x_first_phone",
            "address_line": "x_first_address_line",
            "city": "x_first_city",
            "postcode": "x_first_postcode",
            "sex": "null",
        },
    ),
    # keyed in wrongly, and put right the next day
    Table(
        "pos_receipts",
        ("receipt_id",),
        order=("sold_at",),
        earlier={"item_count": "item_count + 1"},
    ),
    Table("pos_stores", ("store_id",)),
    Table("web_identifies", ("id",), order=("received_at",)),
    Table("web_tracks", ("id",), order=("received_at",)),
    Table("web_pages", ("id",), order=("received_at",)),
    Table("web_screens", ("id",), order=("received_at",)),
    Table(
        "email_profiles",
        ("id",),
        earlier={
            "updated": "created",
            "last_event_date": "created",
            "_fivetran_synced": "x_first_at",
            "city": "null",
        },
    ),
    Table("email_lists", ("id",)),
    Table(
        "email_list_memberships",
        ("list_id", "person_id"),
        earlier={"_fivetran_deleted": "false", "_fivetran_synced": "x_first_at"},
    ),
    Table("email_events", ("id",), order=("timestamp",)),
    Table("support_users", ("id",)),
    Table(
        "support_tickets",
        ("id",),
        order=("created_at",),
        earlier={
            "status": "'new'",
            "updated_at": "created_at",
            "_fivetran_synced": "x_first_at",
        },
    ),
    Table("support_comments", ("id",), order=("created",)),
    Table("support_calls", ("id",), order=("call_started_at",)),
    Table("support_organizations", ("id",)),
    Table("support_organization_memberships", ("id",)),
    Table("social_reviews", ("review_id",), order=("created_at",), is_json=True),
    Table("social_mentions", ("mention_id",), order=("posted_at",), is_json=True),
    Table("consent_events", ("event_id",), order=("recorded_at",)),
)

TRUTH_TABLES = (
    Table("truth_people", ("person_id",)),
    Table("truth_records", ("record_id",)),
    Table("truth_household_memberships", ("person_id", "household_id", "valid_from")),
    Table("truth_accounts", ("account_record_id",)),
    Table("truth_employments", ("person_id", "company_id", "valid_from")),
    Table("truth_device_owners", ("anonymous_id", "person_id", "valid_from")),
    Table("truth_visits", ("anonymous_id", "started_at", "person_id")),
    Table("truth_hard_cases", ("kind", "subject_id")),
    Table("truth_texts", ("text_id",)),
)

# tables of events: what people did, as against what is known of them
EVENT_TABLES = (
    "shop_orders",
    "shop_order_lines",
    "shop_refunds",
    "shop_abandoned_checkouts",
    "pos_receipts",
    "web_identifies",
    "web_tracks",
    "web_pages",
    "web_screens",
    "email_events",
    "support_tickets",
    "support_comments",
    "support_calls",
    "social_reviews",
    "social_mentions",
    "consent_events",
)
