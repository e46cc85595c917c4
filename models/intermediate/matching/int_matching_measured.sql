-- One row per measure of this run's matching × what it is broken down by.

with

blocked_pairs as (

    select count(*) as pair_count
    from {{ ref('int_pairs_blocked') }}

),

edges as (

    select count(*) as edge_count
    from {{ ref('int_edges_accepted') }}

),

scored_pairs as (

    select
        least(
            {{ integer_divide(
                'cast(round(match_probability * 1000000) as bigint)', '100000'
            ) }},
            9
        ) as bin_number
    from {{ ref('int_pairs_scored') }}
    {{ computed_once() }}

),

bins_counted as (

    select
        bin_number,
        count(*) as pair_count
    from scored_pairs
    group by bin_number

),

bins as (

    {% for bin_number in range(10) -%}
        select
            {{ bin_number }} as bin_number,
            '0.{{ bin_number }}' as bin_name
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

weights as (

    select
        weight_group,
        level_code,
        (
            ln({{ floored_share('match_share') }})
            - ln({{ floored_share('random_share') }})
        ) / ln(2) as weight_bits
    from {{ ref('int_match_weights_trained') }}

),

measured as (

    select
        'blocked_pairs' as metric,
        cast(null as {{ dbt.type_string() }}) as dimension,
        cast(pair_count as {{ type_double() }}) as value
    from blocked_pairs

    union all

    select
        'compared_pairs' as metric,
        cast(null as {{ dbt.type_string() }}) as dimension,
        cast(coalesce(sum(pair_count), 0) as {{ type_double() }}) as value
    from bins_counted

    union all

    select
        'accepted_edges' as metric,
        cast(null as {{ dbt.type_string() }}) as dimension,
        cast(edge_count as {{ type_double() }}) as value
    from edges

    union all

    select
        'scored_pairs' as metric,
        bins.bin_name as dimension,
        cast(coalesce(bins_counted.pair_count, 0) as {{ type_double() }}) as value
    from bins
    left join bins_counted on bins.bin_number = bins_counted.bin_number

    union all

    select
        'level_weight_bits' as metric,
        weight_group || ' ' || level_code as dimension,
        {{ rounded('weight_bits', 6) }} as value
    from weights

)

select * from measured
