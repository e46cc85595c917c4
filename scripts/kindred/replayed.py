"""The log of identity told again from the stays of records, and compared with the one there is.

The log names customers, and counts their records; the stays name the records. Told from the
stays, it must be the same log, the stays that are open must be the crosswalk that is published,
and all of them its history.
"""

from typing import Any

from kindred.connection import Warehouse

_STAYS = "int_customer_stays_recorded"

_EVENTS = """
with

-- One row per customer × run that touched it.
touches as (

    select customer_id, from_run as run_number, from_at as occurred_at
    from {stays}

    union all

    select from_customer_id as customer_id, from_run as run_number, from_at as occurred_at
    from {stays}
    where from_customer_id is not null

    union all

    select customer_id, to_run as run_number, to_at as occurred_at
    from {stays}
    where to_run is not null

),

touched as (

    select customer_id, run_number, max(occurred_at) as occurred_at
    from touches
    group by customer_id, run_number

),

standings as (

    select
        touched.customer_id,
        touched.run_number,
        touched.occurred_at,
        min(stays.from_run) as first_run,
        count(case
            when stays.from_run < touched.run_number
                and (stays.to_run is null or stays.to_run >= touched.run_number) then 1
        end) as count_before,
        count(case
            when stays.from_run <= touched.run_number
                and (stays.to_run is null or stays.to_run > touched.run_number) then 1
        end) as count_after
    from touched
    inner join {stays} as stays on touched.customer_id = stays.customer_id
    group by touched.customer_id, touched.run_number, touched.occurred_at

),

moves as (

    select
        from_customer_id,
        customer_id,
        from_run as run_number,
        cause_type,
        cause,
        decision_id,
        match_probability,
        count(*) as record_count
    from {stays}
    where from_customer_id is not null
    group by
        from_customer_id, customer_id, from_run, cause_type, cause, decision_id,
        match_probability

),

givers as (

    select distinct from_customer_id as customer_id, run_number
    from moves

),

replayed as (

    select
        case when first_run = run_number then 'created' else 'restored' end as event_type,
        cast(null as {text}) as from_customer_id,
        customer_id,
        run_number,
        occurred_at,
        count_after as record_count,
        cast(null as {text}) as cause_type,
        cast(null as {text}) as cause,
        cast(null as {text}) as decision_id,
        cast(null as {double}) as match_probability
    from standings
    where count_before = 0 and count_after > 0

    union all

    select
        case
            when takers.first_run = moves.run_number then 'split'
            when origins.count_after = 0 then 'merged'
            else 'moved'
        end as event_type,
        moves.from_customer_id,
        moves.customer_id,
        moves.run_number,
        takers.occurred_at,
        moves.record_count,
        moves.cause_type,
        moves.cause,
        moves.decision_id,
        moves.match_probability
    from moves
    inner join standings as takers
        on moves.customer_id = takers.customer_id and moves.run_number = takers.run_number
    left join standings as origins
        on moves.from_customer_id = origins.customer_id
            and moves.run_number = origins.run_number

    union all

    select
        'retired' as event_type,
        cast(null as {text}) as from_customer_id,
        standings.customer_id,
        standings.run_number,
        standings.occurred_at,
        standings.count_before as record_count,
        cast(null as {text}) as cause_type,
        cast(null as {text}) as cause,
        cast(null as {text}) as decision_id,
        cast(null as {double}) as match_probability
    from standings
    left join givers
        on standings.customer_id = givers.customer_id
            and standings.run_number = givers.run_number
    where
        standings.count_before > 0
        and standings.count_after = 0
        and givers.customer_id is null

),

sides as (

    select
        1 as is_logged, event_type, from_customer_id, customer_id, run_number, occurred_at,
        record_count, cause_type, cause, decision_id, match_probability
    from {log}

    union all

    select
        0 as is_logged, event_type, from_customer_id, customer_id, run_number, occurred_at,
        record_count, cause_type, cause, decision_id, match_probability
    from replayed

),

compared as (

    select
        event_type, from_customer_id, customer_id, run_number, occurred_at, record_count,
        cause_type, cause, decision_id, match_probability,
        sum(is_logged) as logged_count,
        sum(1 - is_logged) as replayed_count
    from sides
    group by
        event_type, from_customer_id, customer_id, run_number, occurred_at, record_count,
        cause_type, cause, decision_id, match_probability

)

select
    run_number, customer_id, event_type, from_customer_id, record_count,
    logged_count, replayed_count,
    (select max(run_number) from {log}) as last_run
from compared
where logged_count <> replayed_count
order by run_number, {first}customer_id{last}, event_type, logged_count desc
limit 1
"""

_TWO_MOMENTS = """
select run_number
from (
    select from_run as run_number, from_at as moment from {stays}
    union all
    select to_run as run_number, to_at as moment from {stays} where to_run is not null
) as moments
group by run_number
having min(moment) <> max(moment) or count(moment) < count(*)
order by run_number
limit 1
"""

_TWO_AT_A_TIME = """
select record_id, run_number
from (
    select
        record_id,
        from_run as run_number,
        lag(coalesce(to_run, from_run + 1)) over (
            partition by record_id order by from_run, coalesce(to_run, from_run + 1)
        ) as earlier_end,
        lag(case when to_run is null then 1 else 0 end, 1, 0) over (
            partition by record_id order by from_run, coalesce(to_run, from_run + 1)
        ) as earlier_is_open,
        to_run
    from {stays}
) as ordered
where earlier_is_open = 1 or earlier_end > run_number or to_run <= run_number
order by {first}record_id{last}, run_number
limit 1
"""

_CROSSWALK = """
select
    coalesce(stays.record_id, published.record_id) as record_id,
    stays.customer_id as stay_customer_id,
    published.customer_id
from (select record_id, customer_id from {stays} where to_run is null) as stays
full outer join {crosswalk} as published on stays.record_id = published.record_id
where
    stays.customer_id is null
    or published.customer_id is null
    or stays.customer_id <> published.customer_id
order by 1
limit 1
"""

_HISTORY = """
select record_id, customer_id, from_run
from (
    select
        1 as side, record_id, customer_id, from_run, to_run, from_at as valid_from,
        to_at as valid_to
    from {stays}

    union all

    select -1 as side, record_id, customer_id, from_run, to_run, valid_from, valid_to
    from {history}
) as sides
group by record_id, customer_id, from_run, to_run, valid_from, valid_to
having sum(side) <> 0
order by {first}record_id{last}, from_run
limit 1
"""

_STOPPED = "or the last build was stopped before it wrote them (then build again)"


def first_difference(warehouse: Warehouse, schema: str) -> str | None:
    """Compare log, stays, crosswalk and history in a schema.

    Returns:
        What differs first, in one sentence; None where all of them agree.
    """
    stays = f"{schema}_intermediate.{_STAYS}"
    if not warehouse.has_table(f"{schema}_intermediate", _STAYS):
        return f"There is no {stays}, which every build writes."
    log = f"{schema}.identity_events"
    crosswalk, history = f"{schema}.customer_crosswalk", f"{schema}.customer_crosswalk_history"
    is_postgres = warehouse.engine == "postgres"
    names = {
        "stays": stays, "log": log, "crosswalk": crosswalk, "history": history,
        "text": "string" if warehouse.engine == "spark" else "text",
        "double": "double precision" if is_postgres else "double",
        # ids are ordered by their bytes, whatever the collation of the database
        "first": "(" if is_postgres else "", "last": ') collate "C"' if is_postgres else "",
    }  # fmt: skip

    def first(sql: str) -> tuple[Any, ...] | None:
        rows = warehouse.execute(sql.format(**names))
        return rows[0] if rows else None

    if found := first(_TWO_MOMENTS):
        return (
            f"{stays} does not fit at run {found[0]}: its stays do not all begin and end at "
            "the one moment of that run."
        )
    if found := first(_TWO_AT_A_TIME):
        return (
            f"{stays} does not fit at run {found[1]}: the record {found[0]} is with two "
            "customers at a time, or left before it came."
        )
    if found := first(_EVENTS):
        return _event_difference(stays, *found)
    if warehouse.has_table(schema, "customer_crosswalk") and (found := first(_CROSSWALK)):
        return (
            f"{crosswalk} has the record {found[0]} with {found[2] or 'nobody'}, and {stays} "
            f"with {found[1] or 'nobody'}: rows were changed, {_STOPPED}."
        )
    if warehouse.has_table(schema, "customer_crosswalk_history") and (found := first(_HISTORY)):
        return (
            f"{history} and {stays} differ in the stay of the record {found[0]} with {found[1]} "
            f"from run {found[2]} on: rows were changed, {_STOPPED}."
        )
    return None


def _event_difference(
    stays: str,
    run_number: int,
    customer_id: str,
    event_type: str,
    from_customer_id: str | None,
    record_count: int,
    logged_count: int,
    replayed_count: int,
    last_run: int | None,
) -> str:
    """The first event that only one of the two tells."""
    event = f"'{event_type}' of {customer_id}"
    if from_customer_id:
        event += f" from {from_customer_id}"
    event += f" in run {run_number}, with {record_count} record" + "s" * (record_count != 1)
    if logged_count > replayed_count:
        return (
            f"{stays} does not fit identity_events: the log tells {event}, and the stays of "
            "records do not."
        )
    if last_run is None or run_number > last_run:
        return (
            f"{stays} has customers of run {run_number}, of which the log has no event: rows "
            f"are missing at its end, {_STOPPED}."
        )
    return (
        f"{stays} does not fit identity_events: the stays of records tell {event}, and the log "
        "does not."
    )
