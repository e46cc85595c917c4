-- One row per distinct raw full name: the given, middle and family name in it. Full names
-- are what sources have in full_name, 'Last, First' in a name column whose partner is missing,
-- and a family name of several words without a given name: some systems ask for a family name
-- only, and people type in the whole. is_whole_name tells that it begins with a given name (of
-- four letters: Di, Al, Ben and Roy begin family names) and does not end with one. A full name
-- of one word is a family name where it is known for one, else a given name.
{{ config(
    materialized='patched',
    affected='affected_texts',
    patch_by=[['full_name_raw']],
    texts={
        'columns': ['full_name_raw'],
        'found': [
            ['int_records_unioned', [full_name_text('given_name', 'family_name', 'full_name')]],
        ],
    }
) }}

with records as (

    select
        given_name,
        family_name,
        full_name
    from {{ ref('int_records_unioned') }}
    where given_name is null or family_name is null

),

placeholders as (

    select value_key
    from {{ ref('placeholder_values') }}
    where attribute = 'name' and not is_ambiguous

),

known_names as (

    select
        name_key,
        given_share
    from {{ ref('given_name_shares') }}

),

given_names as (

    {{ known_given_names() | indent(4) }}

),

full_names as (

    select distinct {{ full_name_text(
        'given_name', 'family_name', 'full_name'
    ) }} as full_name_raw
    from records

),

cleaned as (

    select
        full_name_raw,
        {{ clean_name(_without_rank('full_name_raw')) }} as clean_name
    from full_names
    where full_name_raw is not null and {{ is_affected(['full_name_raw']) }}
    {{ computed_once() }}

),

screened as (

    select
        cleaned.full_name_raw,
        case when placeholders.value_key is null then cleaned.clean_name end
            as clean_name
    from cleaned
    left join placeholders
        on placeholders.value_key = '<' || {{ key_text('cleaned.clean_name') }} || '>'
    {{ computed_once() }}

),

suffixed as (

    select
        full_name_raw,
        {{ _without_suffix(_without_ordinal('clean_name')) }} as clean_name,
        {{ _suffix_word('clean_name', 'full') }} as suffix_word
    from screened
    {{ computed_once() }}

),

headed as (

    select
        full_name_raw,
        suffix_word,
        clean_name,
        {{ _leading_family_name('clean_name') }} as leading_text
    from suffixed
    {{ computed_once() }}

),

-- 'Last, First Middle', 'LAST First Middle' or 'First Middle Last'; what is in capitals in front
-- may be a given name, too (MARY Smith).
led as (

    select
        headed.full_name_raw,
        headed.suffix_word,
        headed.clean_name,
        case
            when position(',' in headed.clean_name) > 0
                then nullif(trim(split_part(headed.clean_name, ',', 1)), '')
            when given_names.name_key is null then headed.leading_text
        end as last_text
    from headed
    left join given_names
        on given_names.name_key = case
            when position(' ' in headed.leading_text) = 0
                then split_part({{ key_text('headed.leading_text') }}, ' ', 1)
        end
    {{ computed_once() }}

),

comma_split as (

    select
        full_name_raw,
        suffix_word,
        last_text,
        case
            when position(',' in clean_name) > 0
                then nullif(
                    trim(substr(clean_name, position(',' in clean_name) + 1)), ''
                )
            when last_text is not null then substr(clean_name, length(last_text) + 2)
            else clean_name
        end as first_text
    from led
    {{ computed_once() }}

),

worded as (

    select
        full_name_raw,
        suffix_word,
        last_text,
        split_part(first_text, ' ', 1) as first_word,
        case
            when position(' ' in first_text) > 0
                then substr(first_text, position(' ' in first_text) + 1)
        end as other_words
    from comma_split
    {{ computed_once() }}

),

-- The family name begins at the first particle (van der Berg), else it is the last word.
surnamed as (

    select
        full_name_raw,
        suffix_word,
        first_word,
        other_words,
        last_text,
        case
            when last_text is null then coalesce(
                {{ regexp_group(
                    'other_words',
                    "'(?i)(^| )((" ~ name_words('particles') ~ ") .+)$'", 2
                ) }},
                {{ regexp_group('other_words', "'([^ ]+)$'", 1) }}
            )
            else {{ _trailing_particles("first_word || ' ' || other_words") }}
        end as last_words
    from worded
    {{ computed_once() }}

),

split as (

    select
        full_name_raw,
        nullif(first_word, '') as given_name,
        nullif(trim(
            case
                when last_words is null then other_words
                else substr(other_words, 1, length(other_words) - length(last_words))
            end
        ), '') as middle_name,
        case
            when last_text is null then last_words
            when last_words is null then last_text
            else last_words || ' ' || last_text
        end as family_name,
        {{ _suffix_key('suffix_word') }} as suffix_key
    from surnamed
    {{ computed_once() }}

),

told as (

    select
        split.full_name_raw,
        case when family_names.name_key is null then split.given_name end as given_name,
        split.middle_name,
        coalesce(
            split.family_name,
            case when family_names.name_key is not null then split.given_name end
        ) as family_name,
        split.suffix_key,
        first_names.name_key is not null
        and length(split.given_name) >= 4
        and not {{ matches_regexp(
            'split.given_name', "'(?i)^(" ~ name_words('particles') ~ ")$'"
        ) }}
        and split.family_name is not null
        and last_names.name_key is null as is_whole_name
    from split
    left join given_names as first_names
        on first_names.name_key = {{ key_text('split.given_name') }}
    left join known_names as family_names
        on split.family_name is null
        and family_names.given_share < 0.5
        and family_names.name_key = {{ key_text('split.given_name') }}
    left join given_names as last_names
        on last_names.name_key = {{ key_text('split.family_name') }}

)

select * from told
