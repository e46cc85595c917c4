{#
    Records at the end of a link that came, went or changed; all that are linked to one that
    has, or had, too many links to be a bridge; and one of each two linked records that
    blocking has newly brought together or no longer does.

    A link is a blocked pair that is likely one person. The pairs that are bridged by one of
    its ends have the other end in them.

    Returns a select of record keys, for a patched table.
#}
{% macro affected_bridged_pairs(reads) -%}
    {%- set pairs = _relation_of('int_blocked_pairs_scored') -%}
    {%- set is_link = 'match_probability >= ' ~ var('merge_threshold') -%}
    {%- set directions = [('left_key', 'right_key'), ('right_key', 'left_key')] -%}
    with changed_links as (

        {%- for bridge_key, record_key in directions %}
        {{ changes_of('int_blocked_pairs_scored', [
            bridge_key ~ ' as bridge_key', record_key ~ ' as record_key',
        ], reads) }} and {{ is_link }}
        {{ 'union' if not loop.last }}
        {%- endfor %}

    ),

    known_links as (

        select
            bridge_key,
            record_key
        from changed_links
        {%- for bridge_key, record_key in directions %}
        union
        select
            {{ bridge_key }} as bridge_key,
            {{ record_key }} as record_key
        from {{ pairs }}
        where {{ is_link }} and {{ bridge_key }} in (select bridge_key from changed_links)
        {%- endfor %}

    ),

    crowded as (

        select bridge_key
        from known_links
        group by bridge_key
        having count(*) > {{ var('max_block_size') or 1000000000 }}

    ),

    linked as (

        {%- for record_key, _ in directions %}
        select {{ record_key }} as record_key
        from {{ pairs }}
        where {{ is_link }}
        {{ 'union' if not loop.last }}
        {%- endfor %}

    )

    select bridge_key as part_1
    from changed_links
    union
    select known_links.record_key as part_1
    from known_links
    inner join crowded
        on known_links.bridge_key = crowded.bridge_key
    union
    select changed.left_key as part_1
    from ({{ changes_of('int_pairs_blocked', ['left_key', 'right_key'], reads) }}) as changed
    inner join linked as left_linked
        on changed.left_key = left_linked.record_key
    inner join linked as right_linked
        on changed.right_key = right_linked.record_key
{%- endmacro %}
