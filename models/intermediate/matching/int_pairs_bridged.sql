-- One row per pair of records that no blocking rule brought together, but that are both
-- likely the same person as a third: one has lost what the other still has.
--
--     a ═ b ═ c      a and b share a mailbox, b and c a birth date; a ─ c is compared too
{{ config(
    materialized='patched',
    affected='affected_bridged_pairs',
    patch_by=[['left_key'], ['right_key']],
    changes=['left_key', 'right_key']
) }}

with links as (

    select
        left_key,
        right_key
    from {{ ref('int_blocked_pairs_scored') }}
    where
        match_probability >= {{ var('merge_threshold') }}
        and {{ 'true' if var('bridge_pairs') else 'false' }}

),

blocked as (

    select
        left_key,
        right_key
    from {{ ref('int_pairs_blocked') }}

),

directed_links as (

    select
        left_key as bridge_key,
        right_key as record_key
    from links

    union all

    select
        right_key as bridge_key,
        left_key as record_key
    from links

),

touched_bridges as (

    select distinct bridge_key
    from directed_links
    where {{ is_affected(['record_key']) }}

),

bridges as (

    select directed_links.bridge_key
    from directed_links
    inner join touched_bridges
        on directed_links.bridge_key = touched_bridges.bridge_key
    group by directed_links.bridge_key
    having
        count(*) >= 2
        and count(*) <= {{ var('max_block_size') or 1000000000 }}

),

ends as (

    select
        directed_links.bridge_key,
        directed_links.record_key
    from directed_links
    inner join bridges
        on directed_links.bridge_key = bridges.bridge_key

),

bridged as (

    select distinct
        left_ends.record_key as left_key,
        right_ends.record_key as right_key
    from ends as left_ends
    inner join ends as right_ends
        on left_ends.bridge_key = right_ends.bridge_key
        and left_ends.record_key < right_ends.record_key
    where
        {{ is_affected(['left_ends.record_key']) }}
        or {{ is_affected(['right_ends.record_key']) }}

),

unblocked as (

    select
        bridged.left_key,
        bridged.right_key
    from bridged
    left join blocked
        on bridged.left_key = blocked.left_key
        and bridged.right_key = blocked.right_key
    where blocked.left_key is null

)

select * from unblocked
