{{ config(enabled=texts_are_enabled()) }}

-- Grain: one row per text that a customer, or somebody nobody knows, wrote.

with

texts as (

    select
        text_key,
        text_id,
        text_type,
        source_name,
        thread_id,
        record_id,
        written_at,
        title,
        body
    from {{ ref('int_texts_unioned') }}

),

customer_crosswalk as (

    select
        record_id,
        customer_id
    from {{ ref('customer_crosswalk') }}

),

languages as (

    select
        text_key,
        language,
        language_confidence,
        language_words
    from {{ ref('int_languages_recognized') }}
    where is_told

),

sentiments as (

    select
        text_key,
        sentiment,
        sentiment_confidence,
        sentiment_word_count,
        sentiment_words
    from {{ ref('int_sentiments_scored') }}

),

main_topics as (

    select
        text_key,
        topic,
        topic_confidence,
        topic_words
    from {{ ref('int_topics_matched') }}
    where topic_rank = 1

),

joined as (

    select
        ---------- ids
        texts.text_id,
        texts.text_type,
        texts.source_name,
        texts.thread_id,
        texts.record_id,
        customer_crosswalk.customer_id,

        ---------- the text, nobody's addresses and numbers in it
        {{ masked_text('texts.title') }} as title,
        {{ masked_text('texts.body') }} as body,

        ---------- what it is written in, about, and how it is meant
        languages.language,
        languages.language_confidence,
        languages.language_words,
        main_topics.topic,
        main_topics.topic_confidence,
        main_topics.topic_words,
        sentiments.sentiment,
        sentiments.sentiment_confidence,
        coalesce(sentiments.sentiment_word_count, 0) as sentiment_word_count,
        sentiments.sentiment_words,

        ---------- timestamps
        texts.written_at
    from texts
    left join customer_crosswalk on texts.record_id = customer_crosswalk.record_id
    left join languages on texts.text_key = languages.text_key
    left join main_topics on texts.text_key = main_topics.text_key
    left join sentiments on texts.text_key = sentiments.text_key

)

select * from joined
