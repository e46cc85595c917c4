-- One row per edge whose two records ended in different customers, with what cut it: an
-- edge that was accepted, or would have been but for a steward's decision.

with proposed_edges as (

    select
        left_key,
        right_key,
        edge_type,
        edge_reason,
        match_probability,
        is_refused
    from {{ ref('int_edges_proposed') }}

),

scored_pairs as (

    select
        left_key,
        right_key,
        match_weight,
        match_probability
    from {{ ref('int_pairs_scored') }}

),

forbidden_pairs as (

    select
        left_key,
        right_key,
        forbidden_reason
    from {{ ref('int_pairs_forbidden') }}

),

records as (

    select
        record_key,
        {{ has_own_given_name() }} as named_count
    from {{ ref('int_records_prepared') }}

),

assigned as (

    select
        assigned.record_key,
        assigned.customer_id,
        records.named_count
    from {{ ref('int_customers_assigned') }} as assigned
    inner join records
        on assigned.record_key = records.record_key

),

customers as (

    select
        customer_id,
        count(*) as record_count,
        sum(named_count) as named_count
    from assigned
    group by customer_id

),

cut_edges as (

    select
        proposed_edges.left_key,
        proposed_edges.right_key,
        proposed_edges.edge_type,
        proposed_edges.edge_reason,
        proposed_edges.match_probability,
        proposed_edges.is_refused,
        least(
            {{ bytewise('left_assigned.customer_id') }},
            {{ bytewise('right_assigned.customer_id') }}
        ) as first_customer_id,
        greatest(
            {{ bytewise('left_assigned.customer_id') }},
            {{ bytewise('right_assigned.customer_id') }}
        ) as second_customer_id
    from proposed_edges
    inner join assigned as left_assigned
        on proposed_edges.left_key = left_assigned.record_key
    inner join assigned as right_assigned
        on proposed_edges.right_key = right_assigned.record_key
    where left_assigned.customer_id <> right_assigned.customer_id
    {{ computed_once() }}

),

-- Accepted by a decision or a rule, whatever the score.
sure_edges as (

    select
        left_key,
        right_key
    from proposed_edges
    where edge_type in ('decision', 'rule') and not is_refused

),

cut_customers as (

    select
        first_customer_id,
        second_customer_id
    from cut_edges
    group by first_customer_id, second_customer_id

),

parted_customers as (

    select first_customer_id as customer_id
    from cut_customers

    union

    select second_customer_id as customer_id
    from cut_customers

),

-- The records of the few customers that an edge was cut between.
cut_records as (

    select
        assigned.record_key,
        assigned.customer_id,
        assigned.named_count
    from assigned
    inner join parted_customers
        on assigned.customer_id = parted_customers.customer_id

),

-- What linkage knew of a pair: its score, and that a rule or a decision is sure. The rules'
-- groups that hold no conflict are never cut.
known_pairs as (

    select
        scored_pairs.left_key,
        scored_pairs.right_key,
        case
            when sure_edges.left_key is not null then 1
            when scored_pairs.match_probability >= 0.001
                then scored_pairs.match_probability
            else 0
        end as match_probability,
        case
            when sure_edges.left_key is not null then 0
            when {{ tells_nothing(
                'scored_pairs.match_probability', 'scored_pairs.match_weight'
            ) }} then 1
            else 0
        end as left_out_count,
        case when sure_edges.left_key is not null then 1 else 0 end as is_sure,
        1 as compared_count,
        0 as forbidden_count,
        cast(null as {{ dbt.type_string() }}) as forbidden_reason
    from scored_pairs
    left join sure_edges
        on scored_pairs.left_key = sure_edges.left_key
        and scored_pairs.right_key = sure_edges.right_key

    union all

    select
        sure_edges.left_key,
        sure_edges.right_key,
        1 as match_probability,
        0 as left_out_count,
        1 as is_sure,
        0 as compared_count,
        0 as forbidden_count,
        cast(null as {{ dbt.type_string() }}) as forbidden_reason
    from sure_edges
    left join scored_pairs
        on sure_edges.left_key = scored_pairs.left_key
        and sure_edges.right_key = scored_pairs.right_key
    where scored_pairs.left_key is null

    union all

    select
        left_key,
        right_key,
        0 as match_probability,
        0 as left_out_count,
        0 as is_sure,
        0 as compared_count,
        1 as forbidden_count,
        forbidden_reason
    from forbidden_pairs

),

pairs_between as (

    select
        least(
            {{ bytewise('left_records.customer_id') }},
            {{ bytewise('right_records.customer_id') }}
        ) as first_customer_id,
        greatest(
            {{ bytewise('left_records.customer_id') }},
            {{ bytewise('right_records.customer_id') }}
        ) as second_customer_id,
        case
            when known_pairs.left_out_count = 0
                then cast(round(known_pairs.match_probability * 1000000) as bigint)
            else 0
        end as probability_millionths,
        known_pairs.left_out_count,
        left_records.named_count * right_records.named_count as named_pair_count,
        known_pairs.is_sure,
        known_pairs.compared_count,
        known_pairs.forbidden_count,
        known_pairs.forbidden_reason
    from known_pairs
    inner join cut_records as left_records
        on known_pairs.left_key = left_records.record_key
    inner join cut_records as right_records
        on known_pairs.right_key = right_records.record_key
    where left_records.customer_id <> right_records.customer_id
    {{ computed_once() }}

),

evidence as (

    select
        first_customer_id,
        second_customer_id,
        cast(sum(probability_millionths) as bigint) as probability_millionths,
        cast(sum(left_out_count) as bigint) as left_out_pair_count,
        -- what rules and decisions say of a record holds without a name
        cast(
            sum(probability_millionths * greatest(named_pair_count, is_sure)) as bigint
        ) as named_probability_millionths,
        cast(sum(left_out_count * named_pair_count) as bigint)
            as named_left_out_pair_count,
        cast(sum(compared_count) as bigint) as compared_pair_count,
        cast(sum(compared_count * named_pair_count) as bigint)
            as named_compared_pair_count,
        cast(sum(forbidden_count) as bigint) as forbidden_pair_count,
        max(case when forbidden_reason = 'decision' then 1 else 0 end) as is_decided,
        min({{ bytewise("nullif(forbidden_reason, 'decision')") }}) as conflict_rule
    from pairs_between
    group by first_customer_id, second_customer_id

),

between_customers as (

    select
        cut_customers.first_customer_id,
        cut_customers.second_customer_id,
        left_customers.record_count * right_customers.record_count as pair_count,
        left_customers.named_count * right_customers.named_count as named_pair_count,
        coalesce(evidence.probability_millionths, 0) as probability_millionths,
        coalesce(evidence.left_out_pair_count, 0) as left_out_pair_count,
        coalesce(evidence.named_probability_millionths, 0)
            as named_probability_millionths,
        coalesce(evidence.named_left_out_pair_count, 0) as named_left_out_pair_count,
        coalesce(evidence.compared_pair_count, 0) as compared_pair_count,
        coalesce(evidence.named_compared_pair_count, 0) as named_compared_pair_count,
        coalesce(evidence.forbidden_pair_count, 0) as forbidden_pair_count,
        coalesce(evidence.is_decided, 0) as is_decided,
        evidence.conflict_rule
    from cut_customers
    inner join customers as left_customers
        on cut_customers.first_customer_id = left_customers.customer_id
    inner join customers as right_customers
        on cut_customers.second_customer_id = right_customers.customer_id
    left join evidence
        on cut_customers.first_customer_id = evidence.first_customer_id
        and cut_customers.second_customer_id = evidence.second_customer_id

),

averaged as (

    select
        between_customers.*,
        {{ integer_divide(
            'between_customers.probability_millionths',
            'greatest(between_customers.pair_count - between_customers.left_out_pair_count, 1)'
        ) }} as all_mean_millionths,
        case
            when
                between_customers.named_pair_count
                > between_customers.named_left_out_pair_count
                then {{ integer_divide(
                    'between_customers.named_probability_millionths',
                    'greatest(between_customers.named_pair_count'
                    ~ ' - between_customers.named_left_out_pair_count, 1)'
                ) }}
        end as named_mean_millionths
    from between_customers

),

-- Linkage goes by the lesser of two means: over all pairs, and over those of two records
-- that have a given name.
likened as (

    select
        first_customer_id,
        second_customer_id,
        pair_count as all_pair_count,
        case when is_mean_of_named then named_pair_count else pair_count end
            as pair_count,
        case
            when is_mean_of_named then named_left_out_pair_count
            else left_out_pair_count
        end as left_out_pair_count,
        case
            when is_mean_of_named then named_compared_pair_count
            else compared_pair_count
        end as compared_pair_count,
        case
            when is_mean_of_named then named_mean_millionths
            else all_mean_millionths
        end as mean_millionths,
        is_mean_of_named,
        forbidden_pair_count,
        is_decided,
        conflict_rule
    from (
        select
            averaged.*,
            coalesce(
                averaged.named_mean_millionths < averaged.all_mean_millionths, false
            ) as is_mean_of_named
        from averaged
    ) as compared_means

),

weighed as (

    select
        cut_edges.left_key,
        cut_edges.right_key,
        cut_edges.edge_type,
        cut_edges.edge_reason,
        cut_edges.match_probability,
        likened.pair_count,
        likened.all_pair_count,
        likened.left_out_pair_count,
        likened.pair_count - likened.compared_pair_count as missing_pair_count,
        likened.mean_millionths,
        likened.is_mean_of_named,
        case
            when
                cut_edges.is_refused
                or forbidden_pairs.forbidden_reason = 'decision'
                then 'decision'
            when forbidden_pairs.left_key is not null then 'conflict'
            when likened.is_decided = 1 then 'decision'
            when likened.forbidden_pair_count > 0 then 'conflict'
            else 'linkage'
        end as cut_by,
        cut_edges.is_refused or forbidden_pairs.left_key is not null as is_own,
        coalesce(forbidden_pairs.forbidden_reason, likened.conflict_rule)
            as conflict_rule
    from cut_edges
    inner join likened
        on cut_edges.first_customer_id = likened.first_customer_id
        and cut_edges.second_customer_id = likened.second_customer_id
    left join forbidden_pairs
        on cut_edges.left_key = forbidden_pairs.left_key
        and cut_edges.right_key = forbidden_pairs.right_key
    {{ computed_once() }}

),

told as (

    select
        left_key,
        right_key,
        edge_type,
        edge_reason,
        match_probability,
        cast(pair_count as bigint) as pair_count,
        cast(missing_pair_count as bigint) as missing_pair_count,
        cast(left_out_pair_count as bigint) as left_out_pair_count,
        cast(mean_millionths as {{ type_double() }}) / 1000000
            as mean_match_probability,
        cut_by,
        case when cut_by = 'conflict' then conflict_rule end as conflict_rule,
        case
            when cut_by = 'decision' and is_own
                then 'a steward decided that the two records are different people'
            when cut_by = 'decision'
                then
                    'a steward decided that records of the two customers are '
                    || 'different people'
            when cut_by = 'conflict' and is_own
                then
                    'the two records contradict each other (conflict rule '
                    || conflict_rule || ')'
            when cut_by = 'conflict'
                then
                    'records of the two customers contradict each other '
                    || '(conflict rule ' || conflict_rule || ')'
            else
                'the mean match probability over the '
                || case
                    when is_mean_of_named
                        then
                            'pairs of named records of the two customers ('
                            || cast(pair_count as {{ dbt.type_string() }})
                            || ' of '
                            || cast(all_pair_count as {{ dbt.type_string() }})
                            || ')'
                    else
                        cast(pair_count as {{ dbt.type_string() }})
                        || ' pairs of the two customers'
                end
                || ' is 0.'
                || lpad(
                    cast(
                        {{ integer_divide('mean_millionths', '1000') }}
                        as {{ dbt.type_string() }}
                    ), 3, '0'
                )
                || ', below merge_threshold ({{ var('merge_threshold') }})'
        end as cut_reason
    from weighed

)

select * from told
