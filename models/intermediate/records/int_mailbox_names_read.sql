-- One row per record that has one of given and family name, and whose usable mailbox tells
-- the other: Jones with larry.jones39@ is a Larry, Joseph with josephblake@ a Blake.
{{ config(
    materialized='patched',
    affected='affected_mailbox_names',
    patch_by=[['record_key']],
    changes=['record_key']
) }}

with usable_emails as (

    select distinct record_key
    from {{ ref('int_identifiers_screened') }}
    where
        identifier_type = 'email'
        and value_number = 1
        and is_usable
        and {{ is_affected(['record_key']) }}

),

records as (

    select
        records.record_key,
        split_part(records.given_name_key, ' ', 1) as given_word,
        replace(records.given_name_key, ' ', '') as given_letters,
        records.given_name_group,
        replace(records.family_name_key, ' ', '') as family_letters,
        split_part(split_part(records.email, '@', 1), '+', 1) as email_user
    from {{ ref('int_records_standardized') }} as records
    inner join usable_emails
        on records.record_key = usable_emails.record_key
    where
        {{ 'true' if var('names_from_mailboxes') else 'false' }}
        and not records.is_role_email
        and (records.given_name_key is null) <> (records.family_name_key is null)
        and {{ is_affected(['records.record_key']) }}

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

-- what the census knows for a family name sooner than a given one
family_names as (

    select name_key
    from {{ ref('given_name_shares') }}
    where given_share < 0.5

),

-- words that stand beside a name in a mailbox
other_words as (

    select email_user as word
    from {{ ref('role_email_users') }}

),

lettered as (

    select
        records.*,
        trim({{ regexp_replace_all(
            regexp_replace_all('records.email_user', "'[0-9]'", "''"), "'[^a-z]+'", "' '"
        ) }}) as user_words
    from records
    -- the letters of another script would part a name
    where {{ is_ascii('records.email_user') }}
    {{ computed_once() }}

),

worded as (

    select
        lettered.*,
        case
            when position(' ' in lettered.user_words) = 0 then lettered.user_words
        end as user_letters,
        case
            when {{ matches_regexp('lettered.user_words', "'^[a-z]+ [a-z]+$'") }}
                then split_part(lettered.user_words, ' ', 1)
        end as first_word,
        case
            when {{ matches_regexp('lettered.user_words', "'^[a-z]+ [a-z]+$'") }}
                then split_part(lettered.user_words, ' ', 2)
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
            -- krueger of a Krüger
            when
                {{ _is_one_spelling('worded.family_letters', 'worded.second_word') }}
                then worded.first_word
            when
                {{ _is_one_spelling('worded.family_letters', 'worded.first_word') }}
                then worded.second_word
            -- larryjones, joneslarry
            when {{ _ends_with('worded.user_letters', 'worded.family_letters') }}
                then
                    {{ _without_end('worded.user_letters', 'worded.family_letters') }}
            when {{ _starts_with('worded.user_letters', 'worded.family_letters') }}
                then
                    {{ _without_start('worded.user_letters', 'worded.family_letters') }}
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
            when {{ _starts_with('worded.user_letters', 'worded.given_letters') }}
                then
                    {{ _without_start('worded.user_letters', 'worded.given_letters') }}
            when {{ _ends_with('worded.user_letters', 'worded.given_letters') }}
                then
                    {{ _without_end('worded.user_letters', 'worded.given_letters') }}
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
    left join family_names
        on parted.name_key = family_names.name_key
    left join other_words
        on parted.name_key = other_words.word
    where
        other_words.word is null
        and not {{ matches_regexp(
            'parted.name_key',
            "'^(" ~ [name_words('titles'), name_words('suffixes'), name_words('particles')]
                | join('|') ~ ")$'"
        ) }}
        and case
            -- thejones and jones.home name nobody
            when parted.name_part = 'given'
                then length(parted.name_key) = 1 or given_names.name_key is not null
            -- john.mary may be two
            when parted.is_separated
                then length(parted.name_key) >= 3 and given_names.name_key is null
            -- and christopher is no Chris Topher
            else length(parted.name_key) >= 3 and family_names.name_key is not null
        end
    {{ computed_once() }}

)

select
    record_key,
    case when name_part = 'given' then name_key end as given_name_key,
    case when name_part = 'given' then name_group end as given_name_group,
    case when name_part = 'given' then {{ phonetic_code('name_group') }} end
        as given_name_phonetic,
    case when name_part = 'family' then name_key end as family_name_key,
    case when name_part = 'family' then {{ phonetic_code('name_key') }} end
        as family_name_phonetic
from grouped
