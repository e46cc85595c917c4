-- One row per record that this run takes from its customer × edge that joined it to one who
-- is with its new customer no more, with what became of the edge.
--
-- What the edges were before is read from the last build's int_edges_kept, which this run
-- writes anew only after the ids.

with last_edges as (

    {{ last_state({
        'left_key': dbt.type_bigint(),
        'right_key': dbt.type_bigint(),
        'edge_type': dbt.type_string(),
        'edge_reason': dbt.type_string(),
        'match_probability': type_double(),
    }, 'int_edges_kept') | indent(4) }}

),

last_stays as (

    {{ last_state({
        'record_key': dbt.type_bigint(),
        'record_id': dbt.type_string(),
        'customer_id': dbt.type_string(),
        'to_run': dbt.type_bigint(),
    }, 'int_customer_stays_recorded') | indent(4) }}

),

claimed as (

    select
        record_key,
        record_id,
        customer_id,
        from_customer_id
    from {{ ref('int_customers_claimed') }}

),

accepted_edges as (

    select
        left_key,
        right_key
    from {{ ref('int_edges_accepted') }}

),

scored_pairs as (

    select
        left_key,
        right_key,
        match_probability
    from {{ ref('int_pairs_scored') }}

),

directed_edges as (

    select
        left_key as record_key,
        right_key as other_key,
        left_key,
        right_key,
        edge_type,
        edge_reason,
        match_probability
    from last_edges

    union all

    select
        right_key as record_key,
        left_key as other_key,
        left_key,
        right_key,
        edge_type,
        edge_reason,
        match_probability
    from last_edges

),

lost as (

    select
        moves.record_key,
        moves.record_id,
        moves.customer_id,
        moves.from_customer_id,
        directed_edges.other_key,
        others.record_id as other_record_id,
        directed_edges.left_key,
        directed_edges.right_key,
        directed_edges.edge_type,
        directed_edges.edge_reason,
        directed_edges.match_probability,
        others_now.record_key is null as is_gone
    from claimed as moves
    inner join directed_edges
        on moves.record_key = directed_edges.record_key
    inner join last_stays as others
        on directed_edges.other_key = others.record_key
        and moves.from_customer_id = others.customer_id
    left join claimed as others_now
        on directed_edges.other_key = others_now.record_key
    where
        others.to_run is null
        and (
            others_now.record_key is null
            or others_now.customer_id <> moves.customer_id
        )
    {{ computed_once() }}

),

judged as (

    select
        lost.record_key,
        lost.record_id,
        lost.customer_id,
        lost.from_customer_id,
        lost.other_key,
        lost.other_record_id,
        lost.edge_type,
        case
            when lost.is_gone then 'record_gone'
            when accepted_edges.left_key is not null then 'linkage'
            else 'edge_gone'
        end as cause_type,
        case
            when lost.is_gone then lost.other_record_id
            when accepted_edges.left_key is not null then 'merge_threshold'
            when lost.edge_type = 'decision'
                then 'no decision joins a pair of theirs now'
            when lost.edge_type = 'rule'
                -- a state that an older version of the project wrote names no rule
                then
                    coalesce('the rule ' || lost.edge_reason, 'a rule')
                    || ' does not join a pair of theirs now'
            when scored_pairs.left_key is null
                then 'a pair of theirs is not compared now'
            when scored_pairs.match_probability >= lost.match_probability
                then
                    'a pair of theirs is below merge_threshold '
                    || '({{ var('merge_threshold') }}) now'
            else
                'a pair of theirs has a match probability of '
                || {{ percent_text('scored_pairs.match_probability') }} || ' now'
        end as cause,
        {{ rounded('lost.match_probability', 6) }} as match_probability
    from lost
    left join accepted_edges
        on lost.left_key = accepted_edges.left_key
        and lost.right_key = accepted_edges.right_key
    left join scored_pairs
        on lost.left_key = scored_pairs.left_key
        and lost.right_key = scored_pairs.right_key

)

select * from judged
