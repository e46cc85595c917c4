{{ config(enabled=texts_are_enabled()) }}

-- One row per text: its words with one space between them, and its marks of emphasis.

with

texts as (

    select
        text_key,
        title,
        body
    from {{ ref('int_texts_unioned') }}

),

-- Line feeds part lines; other white space is a space.
bounded as (

    select
        text_key,
        coalesce(title, '') || chr(10) || translate(
            substr(body, 1, {{ var('max_text_length') }}),
            chr(9) || chr(11) || chr(12) || chr(160) || chr(1) || chr(13), '     '
        ) || chr(10) as raw_text,
        title
    from texts
    {{ computed_once() }}

),

-- A title alone is a text too.
written as (

    select
        text_key,
        coalesce({{ written_part('raw_text') }}, title) as text
    from bounded
    {{ computed_once() }}

),

{% for step, macro in [
    ('bare', without_html), ('unaddressed', without_addresses),
] -%}
{{ step }} as (

    select
        text_key,
        {{ macro('text') }} as text
    from {{ 'written' if loop.first else 'bare' }}
    {{ computed_once() }}

),

{% endfor -%}
smiled as (

    select
        text_key,
        {{ _smiled('text') }} as text,
        length(text) - length(replace(replace(text, '!', ''), '！', ''))
            as exclamation_count,
        length(text) - length(replace(replace(text, '?', ''), '？', ''))
            as question_count
    from unaddressed
    {{ computed_once() }}

),

elided as (

    select
        text_key,
        {{ _elided('text') }} as text,
        exclamation_count,
        question_count
    from smiled
    {{ computed_once() }}

),

parted as (

    select
        text_key,
        {{ _apart('text') }} as text,
        exclamation_count,
        question_count
    from elided
    {{ computed_once() }}

),

cleaned as (

    select
        text_key,
        {{ spaced_words('text') }} as spaced_words,
        exclamation_count,
        question_count
    from parted

)

select * from cleaned
