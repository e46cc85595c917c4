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

    {{ measure('blocked_pairs', 'pair_count', 'blocked_pairs') }}

    union all

    {{ measure('compared_pairs', 'coalesce(sum(pair_count), 0)', 'bins_counted') }}

    union all

    {{ measure('accepted_edges', 'edge_count', 'edges') }}

    union all

    {{ measure(
        'scored_pairs', 'coalesce(bins_counted.pair_count, 0)', 'bins', 'bins.bin_name'
    ) }}
    left join bins_counted on bins.bin_number = bins_counted.bin_number

    union all

    {{ measure(
        'level_weight_bits', rounded('weight_bits', 6), 'weights',
        "weight_group || ' ' || level_code"
    ) }}

)

select * from measured
