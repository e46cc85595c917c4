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

),

-- Nobody's word is longer; scripts without spaces have whole lines here.
bared as (

    select
        text_key,
        place,
        trim(both chr(39) from substr(word, 1, 40)) as word
    from split
    {{ computed_once() }}

),

lowered as (

    select
        text_key,
        place,
        word as written_word,
        {{ lower_text('word') }} as word
    from bared
    where word <> ''
    {{ computed_once() }}

),

signed as (

    select
        text_key,
        place,
        word,
        case when {{ is_ascii('word') }} then word else {{ fold_text('word') }} end
            as word_key,
        {{ letter_sign('word') }} as letter_sign,
        {{ matches_regexp('written_word', "'^[A-Z][A-Z]+$'") }} as is_in_capitals
    from lowered

)

select * from signed
