-- One row per edge whose two records ended in different customers, with what cut it.

with cuts as (

    select
        left_key,
        right_key,
        edge_type,
        edge_reason,
        match_probability,
        pair_count,
        missing_pair_count,
        left_out_pair_count,
        mean_match_probability,
        cut_by,
        conflict_rule,
        cut_reason
    from {{ ref('int_edges_cut') }}

),

assigned as (

    select
        record_key,
        record_id,
        customer_id
    from {{ ref('int_customers_assigned') }}

),

placed as (

    select
        cuts.*,
        left_assigned.record_id as one_record_id,
        left_assigned.customer_id as one_customer_id,
        right_assigned.record_id as other_record_id,
        right_assigned.customer_id as other_customer_id,
        {{ bytewise('left_assigned.record_id') }}
        < {{ bytewise('right_assigned.record_id') }} as is_in_order
    from cuts
    inner join assigned as left_assigned
        on cuts.left_key = left_assigned.record_key
    inner join assigned as right_assigned
        on cuts.right_key = right_assigned.record_key

),

ordered as (

    -- the record ids stand in the order of their bytes, left before right
    select
        case when is_in_order then one_record_id else other_record_id end
            as left_record_id,
        case when is_in_order then other_record_id else one_record_id end
            as right_record_id,
        case when is_in_order then one_customer_id else other_customer_id end
            as left_customer_id,
        case when is_in_order then other_customer_id else one_customer_id end
            as right_customer_id,
        edge_type,
        edge_reason,
        match_probability,
        mean_match_probability,
        pair_count,
        missing_pair_count,
        left_out_pair_count,
        cut_by,
        conflict_rule,
        cut_reason
    from placed
    {{ computed_once() }}

),

identified as (

    select
        {{ surrogate_key(['left_record_id', 'right_record_id']) }} as cut_id,
        ordered.*
    from ordered

)

select * from identified
