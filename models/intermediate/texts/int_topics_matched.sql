{{ config(enabled=texts_are_enabled()) }}

-- One row per text × topic that words of the text speak for.

with

text_words as (

    select
        text_key,
        place,
        word as written_word
    from {{ ref('int_text_words_split') }}

),

words as (

    select
        written_word,
        word_key
    from {{ ref('int_words_read') }}

),

declared as ( -- noqa: ST03

    {% for topic, packed_words in text_topic_terms().items() -%}
    select
        '{{ topic }}' as topic,
        {{ loop.index }} as topic_number,
        '{{ packed_words }}' as packed_words
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

packed as (

    {{ word_rows('declared', ['topic', 'topic_number'], 'packed_words') }}

),

terms as (

    select
        topic,
        topic_number,
        {{ fold_text("split_part(word, ':', 1)") }} as term_word,
        split_part(word, ':', 2) = '1' as is_stem,
        cast(split_part(word, ':', 3) as integer) as term_number,
        cast(split_part(word, ':', 4) as integer) as term_place,
        cast(split_part(word, ':', 5) as integer) as term_words,
        replace(split_part(word, ':', 6), '_', ' ') as term
    from packed
    {{ computed_once() }}

),

distinct_words as (

    select word_key
    from words
    group by word_key

),

-- A word with a star stands for many; the others are looked up.
matches as (

    select
        distinct_words.word_key,
        terms.topic,
        terms.topic_number,
        terms.term_number,
        terms.term,
        terms.term_words,
        terms.term_place
    from terms
    inner join distinct_words on terms.term_word = distinct_words.word_key
    where not terms.is_stem
    union all
    select
        distinct_words.word_key,
        terms.topic,
        terms.topic_number,
        terms.term_number,
        terms.term,
        terms.term_words,
        terms.term_place
    from distinct_words
    cross join terms
    where
        terms.is_stem
        and substr(distinct_words.word_key, 1, length(terms.term_word))
        = terms.term_word

),

word_matches as (

    select
        words.written_word,
        words.word_key,
        matches.topic,
        matches.topic_number,
        matches.term_number,
        matches.term,
        matches.term_words,
        matches.term_place
    from words
    inner join matches on words.word_key = matches.word_key

),

-- A phrase is there where each of its words stands at its place.
found as (

    select
        text_words.text_key,
        text_words.place - word_matches.term_place as term_start,
        word_matches.topic,
        word_matches.topic_number,
        word_matches.term_number,
        word_matches.term_words,
        case
            when word_matches.term_words = 1 then min(word_matches.word_key)
            else min(word_matches.term)
        end as spoken
    from text_words
    inner join word_matches on text_words.written_word = word_matches.written_word
    group by
        text_words.text_key,
        text_words.place - word_matches.term_place,
        word_matches.topic,
        word_matches.topic_number,
        word_matches.term_number,
        word_matches.term_words
    having count(*) = word_matches.term_words

),

-- A word that is there twice, or fits two terms, speaks once.
distinct_spoken as (

    select
        text_key,
        topic,
        topic_number,
        spoken,
        max(term_words) as term_words
    from found
    group by text_key, topic, topic_number, spoken

),

topics as (

    select
        text_key,
        topic,
        topic_number,
        cast(sum(term_words) as bigint) as strength,
        {{ joined_texts("spoken || ', '") }} as topic_words
    from distinct_spoken
    group by text_key, topic, topic_number

),

ranked as (

    select
        text_key,
        topic,
        cast(row_number() over (
            partition by text_key
            order by strength desc, topic_number asc
        ) as integer) as topic_rank,
        {{ rounded('strength / (strength + cast(1 as ' ~ type_double() ~ '))', 4) }}
            as topic_confidence,
        substr(topic_words, 1, length(topic_words) - 2) as topic_words
    from topics

)

select * from ranked
