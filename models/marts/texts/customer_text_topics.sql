{{ config(materialized='view', enabled=texts_are_enabled()) }}

-- Grain: one row per text × topic that words of the text speak for.

with

texts as (

    select
        text_key,
        text_id
    from {{ ref('int_texts_unioned') }}

),

customer_texts as (

    select
        text_id,
        customer_id,
        sentiment,
        written_at
    from {{ ref('customer_texts') }}

),

topics as (

    select
        text_key,
        topic,
        topic_rank,
        topic_confidence,
        topic_words
    from {{ ref('int_topics_matched') }}

),

joined as (

    select
        ---------- ids
        texts.text_id,
        customer_texts.customer_id,

        ---------- the topic, and why
        topics.topic,
        topics.topic_rank,
        topics.topic_confidence,
        topics.topic_words,

        ---------- of the text
        customer_texts.sentiment,
        customer_texts.written_at
    from topics
    inner join texts on topics.text_key = texts.text_key
    inner join customer_texts on texts.text_id = customer_texts.text_id

)

select * from joined
