{{ config(enabled=texts_are_enabled()) }}

-- One row per text with evidence of a language: the likeliest one, and how likely it is.

with

words as (

    select
        text_key,
        word,
        letter_sign
    from {{ ref('int_text_words_split') }}

),

languages as (

    select
        language,
        words
    from {{ ref('language_words') }}

),

listed_words as (

    {{ word_rows('languages', ['language'], 'words') }}

),

language_words as (

    select
        language,
        split_part(word, ':', 1) as word,
        cast(split_part(word, ':', 2) as integer) as centibits
    from listed_words

),

language_count as (

    select count(*) as languages
    from languages

),

-- A word counts once in a text, however often it is there.
text_words as (

    select
        text_key,
        word,
        letter_sign
    from words
    group by text_key, word, letter_sign

),

text_lengths as (

    select
        text_key,
        count(*) as word_count
    from text_words
    group by text_key

),

-- The letters of three words are as good as those of a hundred.
numbered_signs as (

    select
        text_key,
        word,
        letter_sign,
        row_number() over (
            partition by text_key, letter_sign
            order by {{ bytewise('word') }}
        ) as sign_number
    from text_words
    where letter_sign is not null

),

clues as (

    select
        text_words.text_key,
        text_words.word,
        language_words.language,
        language_words.centibits
    from text_words
    inner join language_words on text_words.word = language_words.word
    union all
    select
        numbered_signs.text_key,
        numbered_signs.word,
        language_words.language,
        case
            when numbered_signs.sign_number <= 3 then language_words.centibits else 0
        end as centibits
    from numbered_signs
    inner join language_words on numbered_signs.letter_sign = language_words.word

),

word_votes as (

    select
        text_key,
        language,
        word,
        sum(centibits) as centibits
    from clues
    group by text_key, language, word

),

votes as (

    select
        text_key,
        language,
        count(*) as clue_count,
        cast(sum(centibits) as bigint) as centibits
    from word_votes
    group by text_key, language

),

ranked as (

    select
        text_key,
        language,
        clue_count,
        centibits,
        max(centibits) over (partition by text_key) as most_centibits,
        count(*) over (partition by text_key) as voted_languages,
        row_number() over (
            partition by text_key
            order by centibits desc, {{ bytewise('language') }}
        ) as language_rank
    from votes
    {{ computed_once() }}

),

-- What the rivals' chances add up to, the likeliest language's being 1.
rivals as (

    select
        text_key,
        max(voted_languages) as voted_languages,
        sum({{ rounded(
            'power(cast(2 as ' ~ type_double() ~ '), '
            ~ 'greatest(centibits - most_centibits, -6000) / 100.0)', 9
        ) }}) as odds
    from ranked
    group by text_key

),

best as (

    select
        text_key,
        language,
        clue_count,
        centibits
    from ranked
    where language_rank = 1

),

-- Languages without a clue, and one that the seed does not know: each word that the
-- likeliest language does not list is a clue of that.
weighed as (

    select
        best.text_key,
        best.language,
        best.centibits,
        best.clue_count,
        text_lengths.word_count,
        rivals.odds
        + (language_count.languages - rivals.voted_languages)
        * power(cast(2 as {{ type_double() }}), -least(best.centibits, 6000) / 100.0)
        + power(
            cast(2 as {{ type_double() }}),
            least(
                100 + 60 * (text_lengths.word_count - best.clue_count)
                - least(best.centibits, 6000), 6000
            ) / 100.0
        ) as all_odds
    from best
    inner join rivals on best.text_key = rivals.text_key
    inner join text_lengths on best.text_key = text_lengths.text_key
    cross join language_count

),

telling_words as (

    select
        word_votes.text_key,
        word_votes.word,
        row_number() over (
            partition by word_votes.text_key
            order by word_votes.centibits desc, {{ bytewise('word_votes.word') }}
        ) as word_rank
    from word_votes
    inner join best
        on word_votes.text_key = best.text_key and word_votes.language = best.language
    where word_votes.centibits > 0

),

listed as (

    select
        text_key,
        trim({{ joined_texts("word || ' '") }}) as language_words
    from telling_words
    where word_rank <= 5
    group by text_key

),

recognized as (

    select
        weighed.text_key,
        weighed.language,
        {{ rounded('1 / weighed.all_odds', 6) }} as language_confidence,
        {{ rounded('1 / weighed.all_odds', 6) }}
        >= {{ var('min_language_confidence') }} as is_told,
        listed.language_words
    from weighed
    inner join listed on weighed.text_key = listed.text_key

)

select * from recognized
