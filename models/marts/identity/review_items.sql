-- One row per question and time that stewards were asked it; open ones are not closed.
{{ config(materialized='remembered') }}

{% set has_orders = source_is_enabled('shop') or source_is_enabled('pos') %}
{% set conflict_values = [
    ('given_name_phonetic', 'has_name_conflict', is_initial('given_name_key')),
    ('family_name_phonetic', 'has_name_conflict', is_initial('family_name_key')),
    ('date_of_birth', 'has_birth_date_conflict', 'is_placeholder_birth_date'),
    ('national_id', 'has_national_id_conflict', none),
    ('gender', 'has_gender_conflict', none),
] %}

with

remembered as (

    {{ last_state({
        'item_id': dbt.type_string(),
        'question_id': dbt.type_string(),
        'item_type': dbt.type_string(),
        'left_record_id': dbt.type_string(),
        'right_record_id': dbt.type_string(),
        'customer_id': dbt.type_string(),
        'other_customer_id': dbt.type_string(),
        'uncertainty': type_double(),
        'order_count': dbt.type_bigint(),
        'record_count': dbt.type_bigint(),
        'pair_count': dbt.type_bigint(),
        'consent_risk': dbt.type_bigint(),
        'priority': type_double(),
        'explanation': dbt.type_string(),
        'first_queued_at': dbt.type_timestamp(),
        'closed_at': dbt.type_timestamp(),
        'closed_by': dbt.type_string(),
        'matter': dbt.type_string(),
    }) | indent(4) }}

),

known as (

    select
        remembered.*,
        row_number() over (
            partition by remembered.question_id
            order by
                case when remembered.closed_at is null then 1 else 0 end desc,
                remembered.closed_at desc,
                remembered.first_queued_at desc,
                {{ bytewise('remembered.item_id') }}
        ) as recency,
        count(*) over (partition by remembered.question_id) as asked_count
    from remembered

),

assigned as (

    select
        record_key,
        record_id,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

weak_bridges as (

    select
        left_key,
        right_key,
        customer_id,
        match_probability,
        row_number() over (
            partition by customer_id
            order by match_probability, left_key, right_key
        ) as weakness
    from {{ ref('int_bridges_found') }}
    where edge_type = 'score' and match_probability < 0.5

),

customers as (

    select
        customer_id,
        has_name_conflict,
        has_birth_date_conflict,
        has_national_id_conflict,
        has_gender_conflict,
        case when has_name_conflict then 1 else 0 end
        + case when has_birth_date_conflict then 1 else 0 end
        + case when has_national_id_conflict then 1 else 0 end
        + case when has_gender_conflict then 1 else 0 end as conflict_count,
        substr(
            case when has_name_conflict then ', name' else '' end
            || case when has_birth_date_conflict then ', birth date' else '' end
            || case when has_national_id_conflict then ', national id' else '' end
            || case when has_gender_conflict then ', gender' else '' end,
            3
        ) as conflicts
    from {{ ref('customers') }}
    {{ computed_once() }}

),

records as (

    select
        record_key,
        given_name_key,
        given_name_phonetic,
        family_name_key,
        family_name_phonetic,
        date_of_birth,
        is_placeholder_birth_date,
        national_id,
        gender
    from {{ ref('int_records_standardized') }}

),

conflicting_records as (

    select
        customers.customer_id,
        customers.has_name_conflict,
        customers.has_birth_date_conflict,
        customers.has_national_id_conflict,
        customers.has_gender_conflict,
        records.given_name_key,
        records.given_name_phonetic,
        records.family_name_key,
        records.family_name_phonetic,
        records.date_of_birth,
        records.is_placeholder_birth_date,
        records.national_id,
        records.gender
    from customers
    inner join assigned on customers.customer_id = assigned.customer_id
    inner join records on assigned.record_key = records.record_key
    where customers.conflict_count > 0
    {{ computed_once() }}

),

-- The values that contradict each other, as customers counts them, each once.
conflicting_values as (

    {% for value, flag, condition in conflict_values -%}
    select
        customer_id,
        '{{ value }} ' || cast({{ value }} as {{ dbt.type_string() }}) || chr(31)
            as value_text
    from conflicting_records
    where {{ flag }} and {{ value }} is not null
        {%- if condition %} and not {{ condition }}{% endif %}
    {% if not loop.last %}
    union

    {% endif %}
    {%- endfor %}
),

conflict_matters as (

    select
        customer_id,
        {{ matter_hash('value_text') }} as matter_hash
    from conflicting_values
    group by customer_id

),

grown as (

    select
        customer_id,
        old_record_count,
        new_record_count,
        taken_from,
        has_doubled
    from {{ ref('int_customers_grown') }}
    {{ computed_once() }}

),

growth_matters as (

    select
        grown.customer_id,
        {{ matter_hash(
            "cast(assigned.record_key as " ~ dbt.type_string() ~ ") || chr(31)"
        ) }} as matter_hash
    from grown
    inner join assigned on grown.customer_id = assigned.customer_id
    group by grown.customer_id

),

acceptances as (

    select
        item_type,
        customer_id,
        matter,
        accepted_at
    from {{ ref('stg_decisions__accepted_items') }}

),

-- A row without a matter takes back what was accepted before it.
withdrawals as (

    select
        item_type,
        customer_id,
        max(accepted_at) as withdrawn_at
    from acceptances
    where matter is null
    group by item_type, customer_id

),

-- What a steward looked at and found right is not asked again as long as it is the same.
accepted as (

    select distinct
        acceptances.item_type,
        acceptances.customer_id,
        acceptances.matter
    from acceptances
    left join withdrawals
        on acceptances.item_type = withdrawals.item_type
            and acceptances.customer_id = withdrawals.customer_id
    where
        acceptances.matter is not null
        and (
            withdrawals.customer_id is null
            or acceptances.accepted_at > withdrawals.withdrawn_at
        )

),

decisions as (

    select
        left_record_id,
        right_record_id,
        decision_status,
        least(
            {{ bytewise('left_customer_id') }}, {{ bytewise('right_customer_id') }}
        ) as first_customer_id,
        greatest(
            {{ bytewise('left_customer_id') }}, {{ bytewise('right_customer_id') }}
        ) as second_customer_id
    from {{ ref('steward_decisions') }}
    {{ computed_once() }}

),

-- Records that are where they are since a steward decided, about them or about others.
decided_moves as (

    select
        record_id,
        from_customer_id
    from {{ ref('int_customer_stays_recorded') }}
    where to_run is null and cause_type = 'decision'

),

-- Customers that a steward keeps apart.
decided_customers as (

    select distinct
        first_customer_id,
        second_customer_id
    from decisions
    where decision_status = 'holds' and first_customer_id <> second_customer_id

),

queued as (

    select
        left_record_id,
        right_record_id,
        left_customer_id,
        right_customer_id,
        match_probability,
        review_reason,
        least(
            {{ bytewise('left_customer_id') }}, {{ bytewise('right_customer_id') }}
        ) as first_customer_id,
        greatest(
            {{ bytewise('left_customer_id') }}, {{ bytewise('right_customer_id') }}
        ) as second_customer_id
    from {{ ref('review_queue') }}
    {{ computed_once() }}

),

-- All pairs of two customers are one question: the likeliest one asks it.
ranked_pairs as (

    select
        queued.*,
        row_number() over (
            partition by queued.first_customer_id, queued.second_customer_id
            order by
                queued.match_probability desc,
                {{ bytewise('queued.left_record_id') }},
                {{ bytewise('queued.right_record_id') }}
        ) as likelihood_rank,
        count(*) over (
            partition by queued.first_customer_id, queued.second_customer_id
        ) as pair_count
    from queued
    left join decided_customers
        on queued.first_customer_id = decided_customers.first_customer_id
            and queued.second_customer_id = decided_customers.second_customer_id
    where decided_customers.first_customer_id is null

),

asked as (

    -- the probability that what stands, apart or together, is wrong, 0 to 1
    select
        'pair' as item_type,
        left_record_id,
        right_record_id,
        left_customer_id as customer_id,
        right_customer_id as other_customer_id,
        match_probability as uncertainty,
        pair_count,
        'may be one person: ' || review_reason
        || case
            when pair_count = 1 then ''
            else
                ' (the likeliest of ' || cast(pair_count as {{ dbt.type_string() }})
                || ' pairs)'
        end as question,
        cast(null as {{ dbt.type_string() }}) as matter
    from ranked_pairs
    where likelihood_rank = 1

    union all

    select
        'bridge' as item_type,
        least(
            {{ bytewise('left_records.record_id') }},
            {{ bytewise('right_records.record_id') }}
        ) as left_record_id,
        greatest(
            {{ bytewise('left_records.record_id') }},
            {{ bytewise('right_records.record_id') }}
        ) as right_record_id,
        weak_bridges.customer_id,
        cast(null as {{ dbt.type_string() }}) as other_customer_id,
        1 - weak_bridges.match_probability as uncertainty,
        cast(null as {{ dbt.type_bigint() }}) as pair_count,
        'hangs together by one edge that is less likely right than wrong' as question,
        cast(null as {{ dbt.type_string() }}) as matter
    from weak_bridges
    inner join assigned as left_records
        on weak_bridges.left_key = left_records.record_key
    inner join assigned as right_records
        on weak_bridges.right_key = right_records.record_key
    where weak_bridges.weakness = 1

    union all

    select
        'conflict' as item_type,
        cast(null as {{ dbt.type_string() }}) as left_record_id,
        cast(null as {{ dbt.type_string() }}) as right_record_id,
        customers.customer_id,
        cast(null as {{ dbt.type_string() }}) as other_customer_id,
        cast(customers.conflict_count as {{ type_double() }})
        / (customers.conflict_count + 1) as uncertainty,
        cast(null as {{ dbt.type_bigint() }}) as pair_count,
        'records contradict each other in ' || customers.conflicts as question,
        customers.conflicts || coalesce(' ' || conflict_matters.matter_hash, '')
            as matter
    from customers
    left join conflict_matters
        on customers.customer_id = conflict_matters.customer_id
    where customers.conflict_count > 0

    union all

    select
        'growth' as item_type,
        cast(null as {{ dbt.type_string() }}) as left_record_id,
        cast(null as {{ dbt.type_string() }}) as right_record_id,
        grown.customer_id,
        cast(null as {{ dbt.type_string() }}) as other_customer_id,
        0.5 as uncertainty,
        cast(null as {{ dbt.type_bigint() }}) as pair_count,
        case
            when grown.has_doubled
                then
                    'grew from '
                    || cast(grown.old_record_count as {{ dbt.type_string() }})
                    || ' by ' || cast(grown.new_record_count as {{ dbt.type_string() }})
                    || ' records within thirty days'
            else 'took over many records within thirty days'
        end
        || coalesce(', of other customers: ' || grown.taken_from, '') as question,
        cast(
            grown.old_record_count + grown.new_record_count as {{ dbt.type_string() }}
        )
        || ' records ' || growth_matters.matter_hash as matter
    from grown
    inner join growth_matters on grown.customer_id = growth_matters.customer_id

    union all

    select
        'shared' as item_type,
        cast(null as {{ dbt.type_string() }}) as left_record_id,
        cast(null as {{ dbt.type_string() }}) as right_record_id,
        customer_id,
        cast(null as {{ dbt.type_string() }}) as other_customer_id,
        0.5 as uncertainty,
        cast(null as {{ dbt.type_bigint() }}) as pair_count,
        case
            when record_count = 1 then '1 record shares'
            else cast(record_count as {{ dbt.type_string() }}) || ' records share'
        end
        || ' no identifier with the others but what many hold: the '
        || identifier_type || ' of '
        || cast(customer_count as {{ dbt.type_string() }}) || ' customers' as question,
        cast(record_count as {{ dbt.type_string() }}) || ' by ' || identifier_type
        || ' ' || matter_hash as matter
    from {{ ref('int_shared_values_counted') }}

),

-- What a question is about, in the order of bytes: two records or one or two customers.
named as (

    select
        asked.*,
        case
            when asked.item_type = 'bridge' then asked.left_record_id
            else
                least(
                    {{ bytewise('asked.customer_id') }},
                    {{ bytewise('asked.other_customer_id') }}
                )
        end as first_id,
        case
            when asked.item_type = 'bridge' then asked.right_record_id
            else
                greatest(
                    {{ bytewise('asked.customer_id') }},
                    {{ bytewise('asked.other_customer_id') }}
                )
        end as second_id
    from asked
    left join accepted
        on asked.item_type = accepted.item_type
            and asked.customer_id = accepted.customer_id
            and asked.matter = accepted.matter
    where accepted.customer_id is null

),

sizes as (

    select
        customer_id,
        count(*) as record_count
    from assigned
    group by customer_id

),

orders as (

    {% if has_orders -%}
        select
            customer_id,
            count(*) as order_count
        from {{ ref('customer_orders') }}
        where not is_cancelled and not is_return
        group by customer_id
    {%- else -%}
        select
            customer_id,
            0 as order_count
        from sizes
    {%- endif %}

),

consents as (

    select
        customer_id,
        purpose,
        channel,
        is_granted,
        granted_identifier_count,
        withdrawn_identifier_count
    from {{ ref('consent_states') }}

),

-- Customers who granted and withdrew one and the same thing, by identifiers of theirs.
contradicted_consents as (

    select distinct customer_id
    from consents
    where granted_identifier_count > 0 and withdrawn_identifier_count > 0

),

-- Pairs of customers of whom one granted what the other withdrew.
opposed_consents as (

    select distinct
        ranked_pairs.left_customer_id,
        ranked_pairs.right_customer_id
    from ranked_pairs
    inner join consents as left_consents
        on ranked_pairs.left_customer_id = left_consents.customer_id
    inner join consents as right_consents
        on ranked_pairs.right_customer_id = right_consents.customer_id
            and left_consents.purpose = right_consents.purpose
            and left_consents.channel = right_consents.channel
            and left_consents.is_granted <> right_consents.is_granted
    where ranked_pairs.likelihood_rank = 1

),

weighed as (

    select
        {{ surrogate_key([
            'named.item_type',
            'named.first_id',
            'named.second_id',
        ]) }} as question_id,
        named.item_type,
        named.left_record_id,
        named.right_record_id,
        named.customer_id,
        named.other_customer_id,
        named.question,
        named.matter,
        named.pair_count,
        {{ rounded('cast(named.uncertainty as ' ~ type_double() ~ ')', 6) }}
            as uncertainty,
        coalesce(orders.order_count, 0) + coalesce(other_orders.order_count, 0)
            as order_count,
        sizes.record_count + coalesce(other_sizes.record_count, 0) as record_count,
        case
            when opposed_consents.left_customer_id is not null then 2
            when
                named.other_customer_id is null
                and contradicted_consents.customer_id is not null
                then 2
            else 1
        end as consent_risk
    from named
    inner join sizes on named.customer_id = sizes.customer_id
    left join sizes as other_sizes on named.other_customer_id = other_sizes.customer_id
    left join orders on named.customer_id = orders.customer_id
    left join orders as other_orders
        on named.other_customer_id = other_orders.customer_id
    left join contradicted_consents
        on named.customer_id = contradicted_consents.customer_id
    left join opposed_consents
        on named.customer_id = opposed_consents.left_customer_id
            and named.other_customer_id = opposed_consents.right_customer_id
    {{ computed_once() }}

),

open_items as (

    select
        -- a question that comes back later than it was closed is a new item
        case
            when known.item_id is null then weighed.question_id
            when known.closed_at < {{ as_of() }}
                then
                    {{ surrogate_key([
                        'weighed.question_id', 'known.asked_count'
                    ]) }}
            else known.item_id
        end as item_id,
        weighed.question_id,
        weighed.item_type,
        weighed.left_record_id,
        weighed.right_record_id,
        weighed.customer_id,
        weighed.other_customer_id,
        weighed.uncertainty,
        weighed.order_count,
        weighed.record_count,
        weighed.pair_count,
        weighed.consent_risk,
        {{ rounded(
            'weighed.uncertainty * (weighed.order_count + 1) * weighed.record_count'
            ~ ' * weighed.consent_risk', 4
        ) }} as priority,
        weighed.question || '; uncertainty '
        || cast(
            cast(
                {{ rounded('weighed.uncertainty * 100', 0) }} as {{ dbt.type_bigint() }}
            )
            as {{ dbt.type_string() }}
        )
        || ' %, orders ' || cast(weighed.order_count as {{ dbt.type_string() }})
        || ', records ' || cast(weighed.record_count as {{ dbt.type_string() }})
        || case
            when weighed.consent_risk = 1 then ''
            when weighed.other_customer_id is null
                then ', a consent both granted and withdrawn'
            else ', a consent granted on one side and withdrawn on the other'
        end as explanation,
        case
            when known.closed_at < {{ as_of() }} then {{ as_of() }}
            else coalesce(known.first_queued_at, {{ as_of() }})
        end as first_queued_at,
        cast(null as {{ dbt.type_timestamp() }}) as closed_at,
        cast(null as {{ dbt.type_string() }}) as closed_by,
        weighed.matter
    from weighed
    left join known
        on weighed.question_id = known.question_id
            and known.recency = 1
    {{ computed_once() }}

),

closed_items as (

    select
        known.item_id,
        coalesce(known.question_id, known.item_id) as question_id,
        known.item_type,
        known.left_record_id,
        known.right_record_id,
        known.customer_id,
        known.other_customer_id,
        known.uncertainty,
        known.order_count,
        known.record_count,
        known.pair_count,
        known.consent_risk,
        known.priority,
        known.explanation,
        known.first_queued_at,
        coalesce(known.closed_at, greatest({{ as_of() }}, known.first_queued_at))
            as closed_at,
        coalesce(
            known.closed_by,
            case
                when decisions.left_record_id is not null then 'decision'
                when decided_customers.first_customer_id is not null then 'decision'
                when accepted.customer_id is not null then 'decision'
                when
                    coalesce(left_moves.record_id, right_moves.record_id) is not null
                    and (left_assigned.customer_id = right_assigned.customer_id)
                    = (known.item_type = 'pair')
                    then 'decision'
                else 'change'
            end
        ) as closed_by,
        known.matter
    from known
    left join open_items on known.item_id = open_items.item_id
    left join decisions
        on known.left_record_id = decisions.left_record_id
            and known.right_record_id = decisions.right_record_id
    left join decided_customers
        on decided_customers.first_customer_id
            = least(
                {{ bytewise('known.customer_id') }},
                {{ bytewise('known.other_customer_id') }}
            )
            and decided_customers.second_customer_id
            = greatest(
                {{ bytewise('known.customer_id') }},
                {{ bytewise('known.other_customer_id') }}
            )
    left join accepted
        on known.item_type = accepted.item_type
            and known.customer_id = accepted.customer_id
            and known.matter = accepted.matter
    left join decided_moves as left_moves
        on known.left_record_id = left_moves.record_id
            and known.customer_id = left_moves.from_customer_id
    left join decided_moves as right_moves
        on known.right_record_id = right_moves.record_id
            and coalesce(known.other_customer_id, known.customer_id)
            = right_moves.from_customer_id
    left join assigned as left_assigned
        on known.left_record_id = left_assigned.record_id
    left join assigned as right_assigned
        on known.right_record_id = right_assigned.record_id
    where open_items.item_id is null

),

items as (

    select * from open_items
    union all
    select * from closed_items

),

aged as (

    select
        items.*,
        {{ dbt.datediff(
            'items.first_queued_at', 'coalesce(items.closed_at, ' ~ as_of() ~ ')', 'day'
        ) }} as waiting_days
    from items

)

select * from aged
