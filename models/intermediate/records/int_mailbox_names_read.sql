-- One row per record that has one of given and family name, and whose mailbox tells the
-- other: Jones with larry.jones39@ is a Larry, Joseph with josephblake@ a Blake.
{{ config(
    materialized='patched',
    affected='affected_mailbox_names',
    patch_by=[['record_key']],
    changes=['record_key']
) }}

with records as (

    select
        record_key,
        split_part(given_name_key, ' ', 1) as given_word,
        given_name_group,
        replace(family_name_key, ' ', '') as family_letters,
        family_name_phonetic,
        split_part(split_part(email, '@', 1), '+', 1) as email_user
    from {{ ref('int_records_standardized') }}
    where
        email is not null
        and not is_role_email
        and (given_name_key is null) <> (family_name_key is null)
        and {{ is_affected(['record_key']) }}

),

nickname_groups as (

    select
        given_name_key,
        given_name_group
    from {{ ref('nickname_groups') }}

),

given_names as (

    {{ known_given_names() | indent(4) }}

),

-- words that stand beside a name in a mailbox
other_words as (

    select email_user as word
    from {{ ref('role_email_users') }}
    union
    select word
    from (
        values
        ('the'), ('fam'), ('family'), ('familie'), ('famille'), ('familia'), ('home')
    ) as family_words (word)

),

lettered as (

    select
        records.*,
        trim({{ regexp_replace_all(
            regexp_replace_all('email_user', "'[0-9]'", "''"), "'[^a-z]+'", "' '"
        ) }}) as user_words
    from records
    {{ computed_once() }}

),

worded as (

    select
        lettered.*,
        case
            when position(' ' in user_words) = 0 then user_words
        end as user_letters,
        case
            when {{ matches_regexp('user_words', "'^[a-z]+ [a-z]+$'") }}
                then split_part(user_words, ' ', 1)
        end as first_word,
        case
            when {{ matches_regexp('user_words', "'^[a-z]+ [a-z]+$'") }}
                then split_part(user_words, ' ', 2)
        end as second_word
    from lettered
    {{ computed_once() }}

),

parted as (

    select
        worded.record_key,
        case when worded.given_word is null then 'given' else 'family' end as name_part,
        worded.first_word is not null as is_separated,
        case
            -- larry.jones, jones.larry
            when worded.family_letters = worded.second_word then worded.first_word
            when worded.family_letters = worded.first_word then worded.second_word
            when
                worded.family_name_phonetic
                = {{ phonetic_code('worded.second_word') }}
                then worded.first_word
            when
                worded.family_name_phonetic = {{ phonetic_code('worded.first_word') }}
                then worded.second_word
            -- larryjones, joneslarry
            when
                length(worded.family_letters) >= 3
                and right(worded.user_letters, length(worded.family_letters))
                = worded.family_letters
                then
                    left(
                        worded.user_letters,
                        length(worded.user_letters) - length(worded.family_letters)
                    )
            when
                length(worded.family_letters) >= 3
                and left(worded.user_letters, length(worded.family_letters))
                = worded.family_letters
                then substr(worded.user_letters, length(worded.family_letters) + 1)
            when length(worded.given_word) < 2 then null
            -- larry.jones, jones.larry of a Lawrence
            when
                worded.given_word = worded.first_word
                or worded.given_name_group
                = coalesce(first_groups.given_name_group, worded.first_word)
                then worded.second_word
            when
                worded.given_word = worded.second_word
                or worded.given_name_group
                = coalesce(second_groups.given_name_group, worded.second_word)
                then worded.first_word
            -- l.jones, jones.l
            when worded.first_word = substr(worded.given_word, 1, 1)
                then worded.second_word
            when worded.second_word = substr(worded.given_word, 1, 1)
                then worded.first_word
            when
                length(worded.given_word) >= 3
                and left(worded.user_letters, length(worded.given_word))
                = worded.given_word
                then substr(worded.user_letters, length(worded.given_word) + 1)
            when
                length(worded.given_word) >= 3
                and right(worded.user_letters, length(worded.given_word))
                = worded.given_word
                then
                    left(
                        worded.user_letters,
                        length(worded.user_letters) - length(worded.given_word)
                    )
        end as name_key
    from worded
    left join nickname_groups as first_groups
        on worded.first_word = first_groups.given_name_key
    left join nickname_groups as second_groups
        on worded.second_word = second_groups.given_name_key
    {{ computed_once() }}

),

grouped as (

    select
        parted.record_key,
        parted.name_part,
        parted.name_key,
        coalesce(nickname_groups.given_name_group, parted.name_key) as name_group
    from parted
    left join nickname_groups
        on parted.name_key = nickname_groups.given_name_key
    left join given_names
        on parted.name_key = given_names.name_key
    left join other_words
        on parted.name_key = other_words.word
    where
        other_words.word is null
        and case
            when parted.name_part = 'family' then length(parted.name_key) >= 3
            when length(parted.name_key) = 1 then true
            -- thejones and dogjones name nobody
            else
                given_names.name_key is not null
                or (parted.is_separated and length(parted.name_key) >= 2)
        end
    {{ computed_once() }}

)

select
    record_key,
    name_part,
    name_key,
    case when name_part = 'given' then name_group end as name_group,
    case
        when name_part = 'given' then {{ phonetic_code('name_group') }}
        else {{ phonetic_code('name_key') }}
    end as name_phonetic
from grouped
