{{ config(enabled=texts_are_enabled()) }}

-- One row per text with evidence of a language: the likeliest one, and how likely it is.

with

text_words as (

    select
        text_key,
        word as written_word
    from {{ ref('int_text_words_split') }}

),

words as (

    select
        written_word,
        word,
        letter_sign
    from {{ ref('int_words_read') }}

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

text_lengths as (

    select
        text_key,
        count(*) as word_count
    from text_words
    group by text_key

),

found_clues as (

    select
        words.word,
        language_words.language,
        language_words.centibits,
        0 as sign_centibits
    from words
    inner join language_words on words.word = language_words.word
    union all
    select
        words.word,
        language_words.language,
        0 as centibits,
        language_words.centibits as sign_centibits
    from words
    inner join language_words on words.letter_sign = language_words.word

),

clues as (

    select
        word,
        language,
        max(centibits) as centibits,
        max(sign_centibits) as sign_centibits
    from found_clues
    group by word, language
    {{ read_often('word') }}

),

telling_words as (

    select
        words.written_word,
        words.word
    from words
    inner join clues on words.word = clues.word
    group by words.written_word, words.word

),

-- A word speaks once in a text, however often it is there.
distinct_words as (

    select
        text_words.text_key,
        telling_words.word,
        count(*) as times
    from text_words
    inner join telling_words on text_words.written_word = telling_words.written_word
    group by text_words.text_key, telling_words.word

),

-- The letters of three words are as good as those of a hundred.
votes as (

    select
        distinct_words.text_key,
        clues.language,
        count(*) as clue_words,
        cast(sum(distinct_words.times) as bigint) as clue_count,
        cast(
            sum(clues.centibits)
            + least(sum(clues.sign_centibits), 3 * max(clues.sign_centibits)) as bigint
        ) as centibits
    from distinct_words
    inner join clues on distinct_words.word = clues.word
    group by distinct_words.text_key, clues.language

),

ranked as (

    select
        text_key,
        language,
        clue_words,
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
        clue_words,
        clue_count,
        centibits
    from ranked
    where language_rank = 1

),

-- Languages without a clue, and one that the seed does not know: each word that the
-- likeliest language does not list is a clue of that, repeated ones left aside.
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
                100
                + cast(60 as {{ type_double() }}) * best.clue_words
                * (text_lengths.word_count - best.clue_count) / best.clue_count
                - least(best.centibits, 6000), 6000
            ) / 100.0
        ) as all_odds
    from best
    inner join rivals on best.text_key = rivals.text_key
    inner join text_lengths on best.text_key = text_lengths.text_key
    cross join language_count

),

ranked_words as (

    select
        distinct_words.text_key,
        distinct_words.word,
        row_number() over (
            partition by distinct_words.text_key
            order by
                clues.centibits + clues.sign_centibits desc,
                {{ bytewise('distinct_words.word') }} asc
        ) as word_rank
    from distinct_words
    inner join best on distinct_words.text_key = best.text_key
    inner join clues
        on distinct_words.word = clues.word and best.language = clues.language

),

listed as (

    select
        text_key,
        trim({{ joined_texts("word || ' '") }}) as language_words
    from ranked_words
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
