{{ config(enabled=texts_are_enabled()) }}

-- One row per text × place of a word in it.

with

texts as ( -- noqa: ST03

    select
        text_key,
        spaced_words
    from {{ ref('int_texts_cleaned') }}

),

split as (

    {{ word_rows('texts', ['text_key'], 'spaced_words') }}

)

select * from split
