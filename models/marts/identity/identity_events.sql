-- One row per event in the life of a customer_id; an append-only log, chained by hashes.
{{ config(materialized='remembered') }}

with

stays as (

    select
        record_key,
        customer_id,
        from_run,
        from_at,
        from_customer_id,
        cause_type,
        cause,
        decision_id,
        match_probability,
        left_record_id,
        right_record_id,
        to_run,
        to_at
    from {{ ref('int_customer_stays_recorded') }}

),

logged as (

    {{ last_state({
        'event_number': dbt.type_bigint(),
        'event_id': dbt.type_string(),
        'event_type': dbt.type_string(),
        'from_customer_id': dbt.type_string(),
        'customer_id': dbt.type_string(),
        'run_number': dbt.type_bigint(),
        'occurred_at': dbt.type_timestamp(),
        'record_count': dbt.type_bigint(),
        'cause_type': dbt.type_string(),
        'cause': dbt.type_string(),
        'decision_id': dbt.type_string(),
        'match_probability': type_double(),
        'left_record_id': dbt.type_string(),
        'right_record_id': dbt.type_string(),
        'event_text': dbt.type_string(),
        'append_number': dbt.type_bigint(),
        'append_size': dbt.type_bigint(),
        'previous_hash': dbt.type_string(),
        'event_hash': dbt.type_string(),
    }) | indent(4) }}

),

ends as (

    select
        coalesce(max(event_number), 0) as event_number,
        coalesce(max(run_number), 0) as run_number,
        coalesce(max(append_number), 0) as append_number
    from logged

),

-- What the next append is chained to: all that the last one wrote.
seals as (

    select md5(coalesce({{ joined_texts('logged.event_hash') }}, '')) as previous_hash
    from logged
    inner join ends on logged.append_number = ends.append_number

),

-- Stays that began in a run that the log does not know: the last one, or more where a
-- build was stopped before it came here.
began as (

    select
        stays.customer_id,
        stays.from_customer_id,
        stays.cause_type,
        stays.cause,
        stays.decision_id,
        stays.match_probability,
        stays.left_record_id,
        stays.right_record_id,
        stays.from_run as run_number
    from stays
    inner join ends on stays.from_run > ends.run_number

),

-- One row per customer × run that touched it.
standings as (

    {{ group_standings(
        'customers', 'stays', after_run='ends.run_number', ends='ends'
    ) | indent(4) }}

),

moves as (

    select
        from_customer_id,
        customer_id,
        run_number,
        cause_type,
        cause,
        decision_id,
        match_probability,
        left_record_id,
        right_record_id,
        count(*) as record_count
    from began
    where from_customer_id is not null
    group by
        from_customer_id,
        customer_id,
        run_number,
        cause_type,
        cause,
        decision_id,
        match_probability,
        left_record_id,
        right_record_id

),

givers as (

    select
        from_customer_id as customer_id,
        run_number,
        count(*) as move_count
    from moves
    group by from_customer_id, run_number

),

happened as (

    select
        case
            when first_run = run_number then 'created'
            else 'restored'
        end as event_type,
        cast(null as {{ dbt.type_string() }}) as from_customer_id,
        customer_id,
        run_number,
        occurred_at,
        count_after as record_count,
        cast(null as {{ dbt.type_string() }}) as cause_type,
        cast(null as {{ dbt.type_string() }}) as cause,
        cast(null as {{ dbt.type_string() }}) as decision_id,
        cast(null as {{ type_double() }}) as match_probability,
        cast(null as {{ dbt.type_string() }}) as left_record_id,
        cast(null as {{ dbt.type_string() }}) as right_record_id
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
        moves.match_probability,
        moves.left_record_id,
        moves.right_record_id
    from moves
    inner join standings as takers
        on moves.customer_id = takers.customer_id
            and moves.run_number = takers.run_number
    inner join standings as origins
        on moves.from_customer_id = origins.customer_id
            and moves.run_number = origins.run_number

    union all

    select
        'retired' as event_type,
        cast(null as {{ dbt.type_string() }}) as from_customer_id,
        standings.customer_id,
        standings.run_number,
        standings.occurred_at,
        standings.count_before as record_count,
        cast(null as {{ dbt.type_string() }}) as cause_type,
        cast(null as {{ dbt.type_string() }}) as cause,
        cast(null as {{ dbt.type_string() }}) as decision_id,
        cast(null as {{ type_double() }}) as match_probability,
        cast(null as {{ dbt.type_string() }}) as left_record_id,
        cast(null as {{ dbt.type_string() }}) as right_record_id
    from standings
    left join givers
        on standings.customer_id = givers.customer_id
            and standings.run_number = givers.run_number
    where
        standings.count_before > 0
        and standings.count_after = 0
        and coalesce(givers.move_count, 0) = 0

),

worded as (

    select
        happened.event_type,
        happened.from_customer_id,
        happened.customer_id,
        happened.run_number,
        happened.occurred_at,
        happened.record_count,
        happened.cause_type,
        happened.cause,
        happened.decision_id,
        happened.match_probability,
        happened.left_record_id,
        happened.right_record_id,
        {{ identity_event_text() | indent(8) }} as event_text,
        ends.event_number + row_number() over (
            order by
                happened.run_number,
                {{ bytewise('happened.customer_id') }},
                happened.event_type,
                {{ bytewise("coalesce(happened.from_customer_id, '')") }}
        ) as event_number,
        ends.append_number + 1 as append_number,
        count(*) over () as append_size
    from happened
    cross join ends
    {{ computed_once() }}

),

identified as (

    select
        worded.event_number,
        {{ surrogate_key([
            'worded.run_number',
            'worded.event_type',
            'worded.from_customer_id',
            'worded.customer_id',
        ]) }} as event_id,
        worded.event_type,
        worded.from_customer_id,
        worded.customer_id,
        worded.run_number,
        worded.occurred_at,
        worded.record_count,
        worded.cause_type,
        worded.cause,
        worded.decision_id,
        worded.match_probability,
        worded.left_record_id,
        worded.right_record_id,
        worded.event_text,
        worded.append_number,
        worded.append_size,
        seals.previous_hash
    from worded
    cross join seals
    {{ computed_once() }}

),

chained as (

    select
        event_number,
        event_id,
        event_type,
        from_customer_id,
        customer_id,
        run_number,
        occurred_at,
        record_count,
        cause_type,
        cause,
        decision_id,
        match_probability,
        left_record_id,
        right_record_id,
        event_text,
        append_number,
        append_size,
        previous_hash,
        {{ identity_event_hash() }} as event_hash
    from identified

)

select * from logged
union all
select * from chained
