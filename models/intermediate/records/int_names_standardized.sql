-- One row per distinct text of a name part (given, middle, family): its display form, its
-- key, the suffix and the initial that were written with it, its nickname group and sound.
{{ config(
    materialized='patched',
    affected='affected_texts',
    patch_by=[['name_part', 'name_raw']],
    texts={
        'columns': ['name_part', 'name_raw'],
        'found': [
            ['int_records_unioned', ["'given'", 'given_name']],
            ['int_records_unioned', ["'middle'", 'middle_name']],
            ['int_records_unioned', ["'family'", 'family_name']],
            ['int_full_names_split', ["'given'", 'given_name']],
            ['int_full_names_split', ["'middle'", 'middle_name']],
            ['int_full_names_split', ["'family'", 'family_name']],
        ],
    }
) }}

with records as (

    select
        given_name,
        middle_name,
        family_name
    from {{ ref('int_records_unioned') }}

),

split_names as (

    select
        given_name,
        middle_name,
        family_name
    from {{ ref('int_full_names_split') }}

),

nickname_groups as (

    select
        given_name_key,
        given_name_group
    from {{ ref('nickname_groups') }}

),

placeholders as (

    select
        value_key,
        is_ambiguous
    from {{ ref('placeholder_values') }}
    where attribute = 'name'

),

names as (

    select
        'given' as name_part,
        given_name as name_raw
    from records
    where
        given_name is not null
        and {{ is_affected(["'given'", 'given_name']) }}
    union
    select
        'given' as name_part,
        given_name as name_raw
    from split_names
    where
        given_name is not null
        and {{ is_affected(["'given'", 'given_name']) }}
    union
    select
        'middle' as name_part,
        middle_name as name_raw
    from records
    where
        middle_name is not null
        and {{ is_affected(["'middle'", 'middle_name']) }}
    union
    select
        'middle' as name_part,
        middle_name as name_raw
    from split_names
    where
        middle_name is not null
        and {{ is_affected(["'middle'", 'middle_name']) }}
    union
    select
        'family' as name_part,
        family_name as name_raw
    from records
    where
        family_name is not null
        and {{ is_affected(["'family'", 'family_name']) }}
    union
    select
        'family' as name_part,
        family_name as name_raw
    from split_names
    where
        family_name is not null
        and {{ is_affected(["'family'", 'family_name']) }}

),

cleaned as (

    select
        name_part,
        name_raw,
        {{ clean_name('name_raw') }} as clean_name
    from names
    {{ computed_once() }}

),

suffixed as (

    select
        name_part,
        name_raw,
        case
            when name_part = 'middle' then clean_name
            when name_part = 'given' and {{ matches_regexp(
                'clean_name', "'(?i) v[.]?$'"
            ) }}
                then clean_name
            else coalesce(nullif({{ _without_suffix('clean_name') }}, ''), clean_name)
        end as clean_name,
        case
            when name_part = 'middle' then null
            when name_part = 'given' and {{ matches_regexp(
                'clean_name', "'(?i) v[.]?$'"
            ) }}
                then null
            else {{ _suffix_word('clean_name', 'family') }}
        end as suffix_word
    from cleaned
    {{ computed_once() }}

),

-- 'Amanda A' in the given name is Amanda with a middle initial.
initialled as (

    select
        name_part,
        name_raw,
        suffix_word,
        case
            when name_part = 'given'
                then coalesce(
                    {{ regexp_group('clean_name', "'^(.*[^ .][^ .]) [^ .][.]?$'", 1) }},
                    clean_name
                )
            else clean_name
        end as clean_name,
        case
            when name_part = 'given'
                then {{ regexp_group('clean_name', "'[^ .][^ .] ([^ .][.]?)$'", 1) }}
        end as trailing_initial
    from suffixed
    {{ computed_once() }}

),

keyed as (

    select
        name_part,
        name_raw,
        suffix_word,
        {{ title_case('clean_name', [' ', '-', "'"]) }} as name_text,
        {{ title_case('trailing_initial') }} as trailing_initial,
        case
            when name_part = 'family'
                then {{ regexp_rewrite(
                    key_text('clean_name'), "'^(o|mc|mac|d|l) '", "'$1'"
                ) }}
            else {{ key_text('clean_name') }}
        end as name_key,
        {{ key_text('trailing_initial') }} as trailing_initial_key
    from initialled
    {{ computed_once() }}

),

screened as (

    select
        keyed.name_part,
        keyed.name_raw,
        keyed.suffix_word,
        keyed.trailing_initial,
        keyed.trailing_initial_key,
        keyed.name_text,
        keyed.name_key,
        placeholders.is_ambiguous,
        coalesce(not placeholders.is_ambiguous, false)
        or keyed.name_key is null
        or {{ matches_regexp('keyed.name_key', "'^[0-9 ]+$'") }} as is_placeholder
    from keyed
    left join placeholders
        on placeholders.value_key = '<' || keyed.name_key || '>'
    {{ computed_once() }}

),

grouped as (

    select
        screened.*,
        -- Van der Berg, Garcia Lopez and Smith-Jones sound as Berg, Garcia and Smith.
        coalesce(
            nullif({{ regexp_replace_all(
                'screened.name_key', "'^((" ~ name_words('particles') ~ ") )+'", "''"
            ) }}, ''),
            screened.name_key
        ) as stem_key,
        coalesce(
            whole_names.given_name_group,
            first_words.given_name_group,
            screened.name_key
        ) as name_group
    from screened
    left join nickname_groups as whole_names
        on screened.name_key = whole_names.given_name_key
        and screened.name_part = 'given'
    left join nickname_groups as first_words
        on split_part(screened.name_key, ' ', 1) = first_words.given_name_key
        and screened.name_part = 'given'
    {{ computed_once() }}

),

standardized as (

    select
        name_part,
        name_raw,
        case when not is_placeholder then name_text end as name_text,
        case when not is_placeholder then name_key end as name_key,
        case when not is_placeholder then trailing_initial end as trailing_initial,
        case
            when not is_placeholder then trailing_initial_key
        end as trailing_initial_key,
        case
            when not is_placeholder then {{ _suffix_key('suffix_word') }}
        end as suffix_key,
        case
            when not is_placeholder and name_part = 'given' then name_group
        end as name_group,
        case
            when not is_placeholder and name_part = 'given'
                then {{ phonetic_code("split_part(name_group, ' ', 1)") }}
            when not is_placeholder and name_part = 'family'
                then {{ phonetic_code("split_part(stem_key, ' ', 1)") }}
        end as name_phonetic,
        coalesce(is_ambiguous and not is_placeholder, false) as is_ambiguous
    from grouped

)

select * from standardized
