{{ config(enabled=texts_are_enabled()) }}

-- One row per word as any text has it: its lower-case and folded form, and its letters.

with

words as (

    select word
    from {{ ref('int_text_words_split') }}
    group by word

),

-- Nobody's word is longer; scripts without spaces have whole lines here.
bared as (

    select
        word as written_word,
        trim(both chr(39) from substr(word, 1, 40)) as bare_word
    from words
    {{ computed_once() }}

),

lowered as (

    select
        written_word,
        bare_word,
        {{ lower_text('bare_word') }} as word
    from bared
    where bare_word <> ''
    {{ computed_once() }}

),

read as (

    select
        written_word,
        word,
        case when {{ is_ascii('word') }} then word else {{ fold_text('word') }} end
            as word_key,
        {{ letter_sign('word') }} as letter_sign,
        {{ matches_regexp('bare_word', "'^[A-Z][A-Z]+$'") }} as is_in_capitals
    from lowered

)

select * from read
