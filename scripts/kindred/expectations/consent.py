"""What is expected of audiences and segments: nobody is in one who has not granted it."""

from kindred.expectations.suite import Expectation


def audience_expectations(audience: str) -> list[Expectation]:
    """Of a customers_for_<purpose> view: each member has a grant, and nobody's word is lost.

    Purpose and channel are those that the macro audience_members gives the view, which the
    build's own tests read too.
    """
    return [
        Expectation(
            "unconsented_share",
            "Every member has granted this purpose and channel",
            unexpected=(
                "not exists (select 1 from {{ ref('consent_states') }} as state "
                "inner join ({{ audience_members() }}) as member "
                "on state.customer_id = member.customer_id "
                "and state.purpose = member.purpose and state.channel = member.channel "
                f"where member.audience = '{audience}' "
                "and member.customer_id = checked.customer_id "
                "and state.is_granted and state.status = 'granted')"
            ),
            at_most=0.0,
        )
    ]


def membership_expectations() -> list[Expectation]:
    """Of segment_memberships: each member is in the view that its segment takes people from.

    A build that stopped before the segments leaves them as they were, with people who have
    withdrawn since.
    """
    return [
        Expectation(
            "unconsented_share",
            "Every member is in the view that the segment takes people from",
            unexpected=(
                "not exists (select 1 from ("
                "{% for segment in segment_definitions() %}"
                "select '{{ segment.id }}' as segment_id, customer_id "
                "from {{ ref(segment.audience) }}"
                "{{ ' union all ' if not loop.last }}"
                "{% else %}select null as segment_id, null as customer_id where 1 = 0"
                "{% endfor %}"
                ") as member where member.segment_id = checked.segment_id "
                "and member.customer_id = checked.customer_id)"
            ),
            at_most=0.0,
        )
    ]
